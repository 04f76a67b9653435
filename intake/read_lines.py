"""What `kepu read` prints: one line for every labelled number of a document's tables, and a picture of each table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from domain.document import Document
from domain.period import parse_period_parts
from domain.statement import Kind, Statement
from domain.tables import LayoutReceipt, TablesResult, extract_tables
from domain.tables.scopes import kind_of
from domain.tables.units import split_scale
from intake.read import read_bytes, what_is_stated

if TYPE_CHECKING:
    from rich.console import Console

_MAX_LABELS, _MAX_CHARACTERS = 16, 400
_HAN = re.compile(r"[\u4e00-\u9fff]")


_INDICATOR_AXIS = re.compile(r"指标|项目|类别|品种|行业|产品|内容|名称$")


def read_lines(data: bytes, file_name: str) -> Iterator[dict[str, object]]:
    """Yield the lines of `kepu read --json` for one file with all its members. Raises SubmissionError."""
    for document in what_is_stated(read_bytes(data, file_name)).documents:
        yield from table_lines(document, file_name)


def draw_tables(data: bytes, file_name: str, console: Console) -> None:
    """Draw every table of a file in the terminal, roles coloured, with its receipt. Raises SubmissionError."""
    from intake.table_picture import draw_document

    for document in what_is_stated(read_bytes(data, file_name)).documents:
        draw_document(document, file_name, console)


def table_lines(document: Document, file_name: str) -> Iterator[dict[str, object]]:
    """Yield the lines of `kepu read --json` for one document (fields as the command line promises)."""
    yield from lines_of_result(extract_tables(document, "", file_name=file_name), document.member or file_name)


def lines_of_result(result: TablesResult, file_name: str) -> Iterator[dict[str, object]]:
    """Yield the lines of a result that was read before; numbers without a row label are left out."""
    receipts = {receipt.table: receipt for receipt in result.receipts}
    subjects = {table: _subject(receipt, file_name) for table, receipt in receipts.items()}
    for statement in result.statements:
        if statement.is_statistic and statement.row_labels and statement.table in receipts:
            yield _line(statement, receipts[statement.table], subjects[statement.table])


def _line(statement: Statement, receipt: LayoutReceipt, subject: tuple[str, str] | None) -> dict[str, object]:
    quantity = statement.quantity
    value = None if quantity is None else quantity.value / quantity.multiplier
    base, base_unit = _base(statement, value)
    notes = [statement.suspect, statement.note]
    row_labels = statement.row_labels
    if subject is not None and all(map(_is_time, statement.column_labels)):
        row_labels = (subject[0], *row_labels)
        notes.append(subject[1])
    return {
        "member": statement.source.member,
        "sheet": receipt.sheet,
        "cell": statement.source.address.rsplit("!", 1)[-1],
        "row_labels": list(row_labels),
        "column_labels": list(_column_labels(statement.column_labels, row_labels, receipt)),
        "unit": statement.unit,
        "period": statement.period.text if statement.period else None,
        "raw": statement.raw,
        "value": value,
        "value_base": base,
        "base_unit": base_unit,
        "state": str(statement.state),
        "note": "；".join(note for note in notes if note) or None,
    }


def _subject(receipt: LayoutReceipt, file_name: str) -> tuple[str, str] | None:
    """Whom a table of indicators by time is about when it does not say so, and how that is known."""
    if not _INDICATOR_AXIS.search(receipt.row_axis) or (receipt.place and not receipt.is_place_inferred):
        return None
    if receipt.place:
        return receipt.place, "范围按数据来源推断"
    stem = PurePosixPath(file_name.replace("\\", "/")).stem
    stem = re.sub(r"^[A-Za-z]*\d+[_-]", "", stem)
    return (stem, "表内未写对象，取自文件名") if _HAN.search(stem) else None


def _is_time(label: str) -> bool:
    return parse_period_parts(label) is not None or kind_of((label,)) is Kind.CHANGE


def _base(statement: Statement, value: float | None) -> tuple[float | None, str | None]:
    """Value and unit without 万/亿/千; both None when no unit is stated, or when it is evidently wrong."""
    if value is None or statement.unit is None or statement.suspect is not None:
        return None, None
    scale, unit = split_scale(statement.unit)
    return (value if scale == 1.0 else float(f"{value * scale:.15g}")), unit


def _column_labels(own: tuple[str, ...], row_labels: tuple[str, ...], receipt: LayoutReceipt) -> tuple[str, ...]:
    """The header path with the caption of the table outermost, cut to what labels a number."""
    caption = (receipt.title,) if receipt.title else ()
    labels = tuple(dict.fromkeys((*caption, *own)))
    if sum(map(len, labels)) + sum(map(len, row_labels)) > _MAX_CHARACTERS:
        labels = own
    return labels[-(_MAX_LABELS - len(row_labels)) :]
