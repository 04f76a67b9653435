"""Claims about damage, at length: thousands of mutants of every format, and files made to hurt."""

from __future__ import annotations

import random

import pytest

from domain.errors import LimitExceeded, UnreadableSubmission
from intake.read import read_bytes
from tests.mutants import damaged, mutants, refusal
from tests.submitted_files import docx, every_format, form_xlsx, p, repacked, zipped

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_thousands_of_damaged_files_are_read_or_refused_by_name(seed: int) -> None:
    refusals = [refusal(data, name) for name, data in mutants(every_format(), count=2600, seed=seed)]
    assert 200 < refusals.count(None) < 2400
    assert all(sentence.endswith("。") for sentence in refusals if sentence is not None)


def inner_mutants(data: bytes, count: int) -> list[bytes]:
    """The package with one XML part damaged and everything around it whole, checksums included."""
    made = []
    for number in range(count):
        rng = random.Random(number)

        def change(name: str, content: bytes, rng: random.Random = rng) -> bytes:
            return damaged(content, data, rng) if name.endswith(".xml") and rng.random() < 0.4 else content

        made.append(repacked(data, change))
    return made


@pytest.mark.parametrize("name", ["月报.xlsx", "总结.docx", "月报.ods"])
def test_damage_inside_a_whole_package_is_named_too(name: str) -> None:
    refusals = [refusal(data, name) for data in inner_mutants(every_format()[name], 600)]
    assert 0 < refusals.count(None) < len(refusals)
    assert all(sentence.endswith("。") for sentence in refusals if sentence is not None)


def test_a_million_formatted_blank_rows_are_read_without_them() -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (row, row, row) for row in range(8, 1_048_577)
    )
    data = repacked(form_xlsx(), lambda name, xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    assert len(read_bytes(data, "月报.xlsx").documents[0].grids[0].rows) == 6


def test_a_far_away_cell_does_not_fill_memory() -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    data = repacked(form_xlsx(), lambda name, xml: xml.replace(b"</sheetData>", far))
    with pytest.raises(LimitExceeded, match="零星"):
        read_bytes(data, "月报.xlsx")


def test_entity_bombs_are_refused_in_every_package() -> None:
    bomb = b'<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    for name in ("月报.xlsx", "总结.docx", "月报.ods"):

        def change(part: str, content: bytes) -> bytes:
            if not part.endswith(".xml"):
                return content
            declaration, mark, rest = content.rpartition(b"?>")
            return declaration + mark + bomb + rest

        with pytest.raises(UnreadableSubmission):
            read_bytes(repacked(every_format()[name], change), name)


def test_tables_nested_beyond_reason_are_refused() -> None:
    cell = p("96")
    for _ in range(200):
        cell = f"<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"
    assert (refusal(docx(cell), "总结.docx") or "").endswith("。")


def test_html_nested_beyond_reason_is_read_or_refused() -> None:
    data = b"<table><tr><td>96" + b"<div>" * 50_000 + b"41</table>"
    assert (refusal(data, "月报.html") or "。").endswith("。")


def test_a_zip_that_lies_about_sizes_is_refused() -> None:
    data = bytearray(zipped({"月报.csv": b"1,2\n" * 50_000}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    (failure,) = read_bytes(bytes(data), "a.zip").failures
    assert failure.error_code == "UNREADABLE"
