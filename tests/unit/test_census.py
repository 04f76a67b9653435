"""Claims about the independent counter: it finds every number, and says which no statement covers."""

from __future__ import annotations

from datetime import date

import pytest

from domain.document import CellValue, Document, Grid, Paragraph, SourceRef
from domain.statement import Origin, Statement
from intake.census import claimed_twice, count_numbers, unclaimed


def sheet(*rows: tuple[CellValue, ...]) -> Document:
    return Document("", "xlsx", grids=(Grid("汇总", rows, "汇总!{cell}"),))


def prose(text: str) -> Document:
    return Document("", "txt", paragraphs=(Paragraph(text, "第1段", 0),))


def cell(address: str) -> Statement:
    return Statement(address, SourceRef("", address), "", Origin.TABLE)


def span(start: int, end: int) -> Statement:
    return Statement(f"{start}", SourceRef("", "第1段", start, end), "", Origin.PROSE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("培训1,181场次，13.2万人次", ["1,181", "13.2"]),
        ("２０２２年，９．７万册", ["２０２２", "９．７"]),
        ("三百二十人，两场，廿天", ["三百二十", "两", "廿"]),
        ("十余场，数百人，万元", ["十"]),
        ("分别为53，41场", ["53，41"]),
        ("没有数字", []),
    ],
)
def test_numbers_in_prose(text: str, found: list[str]) -> None:
    tokens = count_numbers(prose(text))
    assert [token.text for token in tokens] == found
    assert all(text[token.start : token.end] == token.text for token in tokens)


@pytest.mark.parametrize(
    ("value", "counts"),
    [
        (96.0, True),
        (0, True),
        (date(2022, 11, 1), True),
        ("35/0.42", True),
        ("培训（９场）", True),
        ("三百二十", True),
        ("第一产业", False),
        ("场次", False),
        ("-", False),
        (True, False),
        (None, False),
    ],
)
def test_a_cell_is_one_number_if_it_holds_any(value: CellValue, counts: bool) -> None:
    assert len(count_numbers(sheet((value,)))) == counts


def test_a_cell_is_covered_by_its_address_however_many_statements_it_took() -> None:
    tokens = count_numbers(sheet(("35/0.42", 96.0)))
    statements = [cell("汇总!A1"), cell("汇总!A1#2")]
    assert [token.address for token in unclaimed(tokens, statements)] == ["汇总!B1"]
    assert not claimed_twice(tokens, statements)
    assert [token.address for token in claimed_twice(tokens, [*statements, cell("汇总!A1")])] == ["汇总!A1"]


def test_prose_is_covered_digit_by_digit() -> None:
    text = "培训13.2人次，分别为53，41场"
    tokens = count_numbers(prose(text))
    assert [token.text for token in unclaimed(tokens, [span(2, 4), span(12, 14)])] == ["13.2", "53，41"]
    assert not unclaimed(tokens, [span(2, 8), span(12, 14), span(15, 18)])
    assert [token.text for token in claimed_twice(tokens, [span(2, 8), span(5, 9), span(12, 18)])] == ["13.2"]


def test_a_number_of_one_member_is_not_covered_by_another() -> None:
    tokens = count_numbers(sheet((96.0,)))
    other = Statement("x", SourceRef("额敏县.xlsx", "汇总!A1"), "", Origin.TABLE)
    assert unclaimed(tokens, [other]) == tokens
