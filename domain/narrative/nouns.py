"""What is counted and what was done with it: the words around a number."""

from __future__ import annotations

import re

from domain.narrative.lexicon import Lexicon
from domain.narrative.text import last_match

_REACH = 90
_CLAUSE = re.compile(r"[，,。；;：:！？\n]")
_STOP_AFTER = re.compile(r"[，,。；;：:！？\n（()）、]|\d")
_LIST_STOP = re.compile(r"[，,。；;：:！？\n（()）]|\d")
_DISTANT = re.compile(r"涵盖|包括|含|集|覆盖|涉及")
_FILLER = re.compile(r"(?:[高多]?达到?|仅|足有|只有|共计?|累计|合计|总计|已|近|约|超过?|突破|为|有|了|的|计)+$")
_LINK_AT_END = re.compile(r"(?:和|及|与|以及|以至|至|到)?(?:近|约|超过?|逾|突破)?$")
_LEAD = re.compile(r"^(?:[、和及与的]|各类|各种|以及)+")
_NO_NOUN = re.compile(
    r"^(?:的(?!科)|了|并|且|以上|左右|[”\"」』》]|参加|参与|进入|获|用于|受益|覆盖|组织|开展|观看|围观|占|同比|投身|到场|前来|同时|向|为|在|对|被|与)"
)


def words_before(text: str, start: int, end: int) -> str:
    """The words of the clause right before a number, none of the number before it; a comma in quotes ends nothing."""
    window = text[max(start, end - _REACH) : end]
    cut = 0
    for mark in _CLAUSE.finditer(window):
        if window.count("“", 0, mark.start()) <= window.count("”", 0, mark.start()):
            cut = mark.end()
    return window[cut:]


def words_after(text: str, start: int, end: int) -> str:
    """The words right after a number, up to the next mark or number; a noun far behind an enumeration is fetched."""
    stop = _STOP_AFTER.search(text, start, end)
    first = text[start : stop.start() if stop else end]
    if stop is not None and stop[0].isdecimal():
        first = _LINK_AT_END.sub("", first)
    if stop is not None and stop[0] == "、" and _DISTANT.match(first):
        wide = _LIST_STOP.search(text, start, end)
        return text[start : wide.start() if wide else end]
    return first


def noun_of(before: str, after: str) -> str | None:
    """The noun counted, as written: what follows the measure word, else what stands before the number."""
    behind = after.strip()
    if behind and not _NO_NOUN.match(behind) and len(behind) <= 60:
        return behind
    front = _LEAD.sub("", _FILLER.sub("", before.strip()))
    return front or None


def verb_of(before: str, so_far: str, lexicon: Lexicon) -> str | None:
    """The last verb before the number that says what was done, in the clause or else in the sentence."""
    for words in (before, so_far[-60:]):
        last = last_match(lexicon.verb_pattern, words)
        if last is not None:
            return last[0]
    return None
