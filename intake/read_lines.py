"""What `kepu read` prints: one line for every labelled number of a document's tables, and a picture of each table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.document import Document
from domain.quantity import ValueState
from domain.statement import Statement
from domain.tables import LayoutReceipt, TablesResult, extract_tables
from domain.tables.units import split_scale

_MAX_LABELS, _MAX_CHARACTERS = 16, 400


def table_lines(document: Document, file_name: str) -> Iterator[dict[str, object]]:
    """Yield the lines of `kepu read --json` for one document (fields as the command line promises)."""
    result = extract_tables(document, "", file_name=file_name)
    receipts = {receipt.table: receipt for receipt in result.receipts}
    for statement in result.statements:
        if statement.is_statistic and statement.row_labels:
            yield line_of(statement, receipts.get(statement.table or ""))


def line_of(statement: Statement, receipt: LayoutReceipt | None) -> dict[str, object]:
    """Turn one statement of a table into its line."""
    quantity = statement.quantity
    value = None if quantity is None else quantity.value / quantity.multiplier
    base, base_unit = _base(statement, value)
    notes = [note for note in (statement.suspect, statement.note) if note]
    return {
        "member": statement.source.member,
        "sheet": receipt.sheet if receipt else "",
        "cell": statement.source.address.rsplit("!", 1)[-1],
        "row_labels": list(_outer_places(statement, receipt)),
        "column_labels": list(_column_labels(statement, receipt)),
        "unit": statement.unit,
        "period": statement.period.text if statement.period else None,
        "raw": statement.raw,
        "value": value,
        "value_base": base,
        "base_unit": base_unit,
        "state": str(statement.state),
        "note": "；".join(notes) or None,
    }


def _base(statement: Statement, value: float | None) -> tuple[float | None, str | None]:
    """Value and unit without 万/亿/千; both None when no unit is stated, or when it is evidently wrong."""
    if value is None or statement.unit is None or statement.suspect is not None:
        return None, None
    scale, unit = split_scale(statement.unit)
    return (value if scale == 1.0 else float(f"{value * scale:.15g}")), unit


def _outer_places(statement: Statement, receipt: LayoutReceipt | None) -> tuple[str, ...]:
    return statement.row_labels


def _column_labels(statement: Statement, receipt: LayoutReceipt | None) -> tuple[str, ...]:
    """The header path with the caption of the table outermost, cut to what labels a number."""
    caption = (receipt.title,) if receipt is not None and receipt.title else ()
    labels = tuple(dict.fromkeys((*caption, *statement.column_labels)))
    room = _MAX_CHARACTERS - sum(map(len, statement.row_labels))
    if sum(map(len, labels)) > room:
        labels = statement.column_labels
    return labels[-(_MAX_LABELS - len(statement.row_labels)) :]


def lines_of_result(result: TablesResult) -> list[Mapping[str, object]]:
    """The lines of a result that was read before."""
    receipts = {receipt.table: receipt for receipt in result.receipts}
    return [
        line_of(statement, receipts.get(statement.table or ""))
        for statement in result.statements
        if statement.is_statistic and statement.row_labels and statement.state in tuple(ValueState)
    ]
