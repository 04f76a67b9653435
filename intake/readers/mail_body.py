"""The part of a mail body that its sender wrote: everything from the first quoted reply on is cut off."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from domain.document import Document
from intake.readers.decode import DecodedText
from intake.readers.html_tables import document_of, parse
from intake.readers.prose import read as read_prose
from intake.readers.source import Source

CUT_NOTE = "邮件正文中引用的往来邮件没有读取。"
DASHED = (
    r"-{2,}\s*(?:原始邮件|原始信息|原邮件|转发的?邮件(?:信息)?|回复的原邮件|回复的邮件|答复的邮件|"
    r"Original(?: Message)?|Forwarded message|Replied Message)\s*-*"
)
WROTE = r"(?:在.{1,100}(?:写道|寫道)\s*[:：]|\d{4}[-/年].{1,100}(?:写道|寫道)\s*[:：]|On\b.{5,120}\bwrote:)"
SENDER = r"(?:发件人|寄件人|From)\s*[:：]"
OTHER_FIELD = r"(?:发送时间|发送日期|日期|时间|收件人|抄送|主题|Sent|Date|To|Subject)\s*[:：]"
QUOTE_START = re.compile(rf"^[ \t>*]*(?:{DASHED}|{WROTE}|{SENDER}.*\r?\n[ \t>*]*{OTHER_FIELD})", re.MULTILINE)
QUOTE_ELEMENT = re.compile(rf"\s*(?:{DASHED}|{WROTE})")
SENDER_ELEMENT = re.compile(rf"\s*{SENDER}")
QUOTE_CLASSES = {"gmail_quote", "gmail_quote_container", "yahoo_quoted", "moz-cite-prefix"}
QUOTE_IDS = {"isReplyContent", "isForwardContent", "_origin_mail_content", "mail-editor-reference-message-container"}


def read_plain(source: Source, decoded: DecodedText) -> Document | None:
    """Read a plain body up to the quoted reply; None if nothing is left. Offsets count the whole body."""
    quote = QUOTE_START.search(decoded.text)
    own = decoded.text[: quote.start()] if quote else decoded.text
    document = read_prose(source, DecodedText(own, decoded.encoding))
    kept = tuple(paragraph for paragraph in document.paragraphs if not paragraph.text.startswith(">"))
    is_cut = quote is not None or len(kept) < len(document.paragraphs)
    if not kept and not document.grids:
        return None
    return replace(document, format="eml", paragraphs=kept, notes=(CUT_NOTE,) if is_cut else ())


def read_html(source: Source, decoded: DecodedText) -> Document | None:
    """Read an HTML body up to the quoted reply; None if nothing is left."""
    root = parse(decoded.text)
    is_cut = _cut_quotes(root)
    document = document_of(root, source, decoded)
    if not document.paragraphs and not document.grids:
        return None
    return replace(document, format="eml", notes=(CUT_NOTE,) if is_cut else ())


def _cut_quotes(root: etree._Element) -> bool:
    """Take the quoted replies out of the tree; whether there were any."""
    start = next((element for element in root.iter() if _begins_quote(element)), None)
    if start is not None:
        _cut_after(start)
    quotes = [element for element in root.iter() if _is_quote(element)]
    for element in quotes:
        _remove(element)
    return start is not None or bool(quotes)


def _is_quote(element: etree._Element) -> bool:
    return element.tag == "blockquote" or element.get("class") in QUOTE_CLASSES or element.get("id") in QUOTE_IDS


def _begins_quote(element: etree._Element) -> bool:
    """Whether the element opens a quoted mail that runs to the end of the body."""
    if element.get("id") == "divRplyFwdMsg":
        return True
    if QUOTE_ELEMENT.match(element.text or ""):
        return True
    if not SENDER_ELEMENT.match(element.text or ""):
        return False
    block = next((parent for parent in element.iterancestors() if parent.tag in {"div", "p", "td", "body"}), element)
    return re.search(OTHER_FIELD, "".join(block.itertext("*"))) is not None


def _cut_after(start: etree._Element) -> None:
    """Remove an element and everything after it."""
    node: etree._Element | None = start
    while node is not None:
        for later in list(node.itersiblings()):
            _remove(later)
        node = node.getparent()
    _remove(start)


def _remove(element: etree._Element) -> None:
    """Remove an element with its text; the text after it goes with it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
