"""What prose tests share: read a text as `kepu extract` would, with the project's own catalogue and word lists."""

from collections.abc import Sequence
from functools import lru_cache

from domain.catalog import Catalog
from domain.narrative import Lexicon, explained_lines, extract_narrative, narrative_lines, text_document
from domain.statement import Statement
from reference.lexicon import load_lexicon
from reference.loader import load_catalog

REPEATED = (
    "举办各类培训班1181场次，培训农牧民13.2万人次，",  # one endless sentence
    "举办“三下乡”活动3场。",
    "1",
    "一",
    "1,",
    "1.",
    "“1",
    "科普教育基地",
    "第三",
    "2022年",
    "市县区州",
    "近约超",
    "分别为1、2",
    "（",
)
"""Texts that, said again and again, make a careless expression slow."""


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """The catalogue, loaded once for all tests."""
    return load_catalog()


def lexicon() -> Lexicon:
    """The word lists."""
    return load_lexicon()


def figures(text: str) -> list[dict[str, object]]:
    """One record for each figure of the text."""
    return narrative_lines(text_document(text), catalog(), lexicon())


def numbers(text: str) -> list[dict[str, object]]:
    """One record for each number of the text, also those that are no statistic."""
    return list(explained_lines(text_document(text), catalog(), lexicon()))


def statements(text: str) -> list[Statement]:
    """The statements of the text."""
    return extract_narrative(text_document(text), "a submission", catalog(), lexicon())


def only(text: str) -> dict[str, object]:
    """The one figure of the text."""
    (figure,) = figures(text)
    return figure


def column(records: Sequence[dict[str, object]], name: str) -> list[object]:
    """One field of each record."""
    return [record[name] for record in records]
