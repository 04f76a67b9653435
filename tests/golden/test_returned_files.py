"""Other people's workbooks, sent back: nothing is lost but what the marks add. Needs the shared samples."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.answers import changed_cells
from domain.document import Document
from domain.errors import SubmissionError
from intake.read import read_bytes
from reports.returned_copy import AskedIssue, returned_copy
from tests.unit.test_returned_copy import a_case, an_issue

SHARED_PARTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


def documents(folder: Path) -> Iterator[tuple[Path, bytes, Document]]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        try:
            found = read_bytes(data, path.name).documents
        except SubmissionError:
            continue
        if found and any(grid.rows for grid in found[0].grids):
            yield path, data, found[0]


def some_issues(document: Document, name: str) -> tuple[AskedIssue, ...]:
    """Two issues a sheet, anywhere on its first three sheets."""
    chance = random.Random(name)
    addresses = [
        grid.address(chance.randint(1, len(grid.rows)), chance.randint(1, len(grid.rows[0]) or 1))
        for grid in document.grids[:3]
        for _ in range(2)
        if grid.rows
    ]
    issues = [an_issue(address) for address in addresses]
    return tuple(
        replace(issue, numbers=tuple(replace(n, member=document.member) for n in issue.numbers)) for issue in issues
    )


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def test_workbooks_of_others_keep_their_cells_and_their_parts(shared: Path) -> None:
    seen = 0
    for path, data, document in documents(shared / "samples" / "real"):
        copy = returned_copy(a_case(data, *some_issues(document, path.name), source_file=path.name))
        (back,) = read_bytes(copy.data, "copy.xlsx").documents
        assert back.comment_count > 0, path.name
        if not copy.is_own:
            continue
        seen += 1
        assert changed_cells(document.grids, back.grids) == [], path.name
        before, after = parts(data), parts(copy.data)
        assert set(before) <= set(after), path.name
        changed = {name for name in before if before[name] != after[name]} - SHARED_PARTS
        assert all("/worksheets/" in name or "omments" in name or name.endswith(".vml") for name in changed), path.name
    if not seen:
        pytest.skip("no workbook among the shared samples")


def test_tables_in_old_formats_are_shown_cell_by_cell(shared: Path) -> None:
    for path, data, document in documents(shared / "samples" / "real"):
        if len(document.grids) != 1 or document.paragraphs or document.grids[0].errors:
            continue
        copy = returned_copy(a_case(data, *some_issues(document, path.name), source_file=path.name))
        if copy.is_own:
            continue
        (back,) = read_bytes(copy.data, "copy.xlsx").documents
        grid = replace(document.grids[0], name=back.grids[0].name)
        written = [
            change for change in changed_cells([grid], back.grids) if isinstance(change.before, str | int | float)
        ]
        assert written == [], path.name
