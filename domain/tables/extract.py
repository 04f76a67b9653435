"""Document → statements of its tables, with a layout receipt for each and the header block of the form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from domain.document import Document, Grid
from domain.record import collector_paused
from domain.statement import Statement
from domain.submission import HeaderBlock
from domain.tables.cell_number import CellKind
from domain.tables.columns import ColumnRole
from domain.tables.figures import Place, table_statements
from domain.tables.header_block import JSON_ROOT, header_block, header_of_fields, json_fields
from domain.tables.plan import ColumnPlan, RowPlan, TablePlan, plan_table
from domain.tables.receipt import ExcludedRow, LayoutEvidence, LayoutReceipt, confidence_of, fingerprint_of
from domain.tables.segments import split_tables
from domain.tables.sheet import SheetView, clean
from domain.tables.tokens import token_statements
from domain.tables.units import names_measure

_PLACE_NAME = re.compile(r"(?:[省市县区旗州盟镇乡]|地区|街道|本级|兵团|师)$")
_LONGEST_HEADER = 24
HIDDEN_NOTE = "隐藏工作表"


@dataclass(frozen=True, slots=True)
class TablesResult:
    """What the tables of a document say. Every numeric cell is in exactly one statement."""

    statements: list[Statement]
    receipts: list[LayoutReceipt]
    header: HeaderBlock | None


@collector_paused()
def extract_tables(document: Document, submission_id: str, *, file_name: str = "") -> TablesResult:
    """Read every table of a document. `file_name` is asked for the period only when the document is silent."""
    name = file_name or document.member
    statements: list[Statement] = []
    receipts: list[LayoutReceipt] = []
    fields = json_fields(document)
    views = [SheetView(_headed(grid, fields)) for grid in document.grids]
    plans = [
        []
        if fields and view.grid.name == JSON_ROOT
        else [plan_table(view, block, name) for block in split_tables(view)]
        for view in views
    ]
    places = sheets_of_places(plans)
    for view, of_view in zip(views, plans, strict=True):
        origin = Place(submission_id, document.member, view.grid.name, (view.grid.name,), None, 0.0)
        outer = (places[view.grid.name],) if view.grid.name in places else ()
        origin = replace(origin, note=HIDDEN_NOTE if view.grid.is_hidden else None, outer=outer)
        found, of_grid = _read_grid(view, of_view, origin)
        statements.extend(found)
        receipts.extend(of_grid)
    return TablesResult(statements, receipts, header_block(document) or header_of_fields(fields))


def _headed(grid: Grid, fields: dict[str, str]) -> Grid:
    """Write the fields of a pushed message over its lists, as a form would state them."""
    if not fields or grid.name == JSON_ROOT:
        return grid
    scope = "累计" if fields.get("type", "").lower() in ("ytd", "cumulative", "累计") else "本月"
    return replace(grid, heading=f"报告期：{fields.get('period', '')}\n口径：{scope}")


def sheets_of_places(plans: Sequence[Sequence[TablePlan]]) -> dict[str, str]:
    """Sheets of one layout that are told apart by the name of a place: one sheet a county. Maps sheet to place."""
    groups: dict[str, list[str]] = {}
    for of_view in plans:
        if of_view and not of_view[0].view.grid.is_hidden:
            groups.setdefault(_fingerprint(of_view[0]), []).append(of_view[0].view.grid.name)
    found: dict[str, str] = {}
    for names in groups.values():
        own = [name for name in names if _PLACE_NAME.search(clean(name))]
        if len(own) >= 2 and len(own) * 5 >= len(names) * 3:
            found.update({name: clean(name) for name in own})
    return found


def _read_grid(
    view: SheetView, plans: Sequence[TablePlan], origin: Place
) -> tuple[list[Statement], list[LayoutReceipt]]:
    statements: list[Statement] = []
    receipts: list[LayoutReceipt] = []
    for number, plan in enumerate(plans, 1):
        table = origin.table if len(plans) == 1 else f"{origin.table}#{number}"
        evidence = _evidence(plan)
        context = tuple(dict.fromkeys((*plan.scope.captions, *origin.context)))
        place = replace(origin, table=table, context=context, confidence=confidence_of(evidence))
        found = table_statements(plan, place)
        if not any(statement.quantity is not None for statement in found) and not _is_form(plan):
            found = [statement for statement in found if statement.raw.strip()]  # its blanks ask for nothing
        statements.extend(found)
        receipts.append(_receipt(plan, table, evidence, found))
    statements.extend(token_statements(view, plans, origin))
    return statements, receipts


def _fingerprint(plan: TablePlan) -> str:
    return fingerprint_of(tuple(str(c.role) for c in plan.columns), tuple(c.header for c in plan.columns))


def _is_form(plan: TablePlan) -> bool:
    """Whether a table without a single figure is a form whose blanks are answers."""
    is_headed = 1 <= len(plan.block.header_rows) <= 3 and bool(plan.values) and len(plan.rows) >= 2
    return is_headed and all(sum(map(len, column.labels)) <= _LONGEST_HEADER for column in plan.values)


def _evidence(plan: TablePlan) -> LayoutEvidence:
    view, values = plan.view, plan.values
    rows = [row for row in plan.rows if not row.is_section]
    label_key = values[0].label_columns if values else ()
    labels = [
        (*(row.texts.get(column, "") for column in label_key), *row.parents, row.parts, row.period) for row in rows
    ]
    indexes = [column.index for column in values]
    kinds = b"".join([bytes(map(view.kinds[row.row].__getitem__, indexes)) for row in rows])
    texts, filled = kinds.count(CellKind.TEXT), kinds.count(CellKind.NUMBER) + kinds.count(CellKind.ABSENT)
    paths = [(column.labels, column.label_columns, column.parts) for column in values]
    has_labels = any(any(row.texts.get(c) for c in label_key) or row.parts or row.period for row in rows)
    scope = plan.scope
    with_period = sum(column.parts is not None for column in values) / len(values) if values else 0.0
    row_periods = sum(bool(row.parts or row.period) for row in rows) / len(rows) if rows else 0.0
    return LayoutEvidence(
        has_header=bool(plan.block.header_rows),
        has_row_labels=has_labels,
        is_hidden=view.grid.is_hidden,
        unlabelled_columns=sum(not column.labels for column in values) / len(values) if values else 0.0,
        repeated_rows=_repeated(labels),
        repeated_columns=_repeated(paths),
        text_among_figures=texts / (texts + filled) if texts + filled else 0.0,
        without_unit=0.0 if scope.units else _without_unit(values, rows),
        without_period=0.0 if scope.period is not None else 1.0 - max(with_period, row_periods),
        has_conflict=scope.conflict is not None,
    )


def _without_unit(values: Sequence[ColumnPlan], rows: Sequence[RowPlan]) -> float:
    """The share of columns, or of rows if that is less, that neither state a unit nor name a measure."""
    with_unit = sum(bool(c.unit) or names_measure(c.labels) for c in values) / len(values) if values else 0.0
    if with_unit == 1.0:
        return 0.0
    return 1.0 - max(with_unit, sum(map(_has_unit, rows)) / len(rows) if rows else 0.0)


def _has_unit(row: RowPlan) -> bool:
    stated = row.unit or row.label_unit or row.inherited_unit or row.units
    return bool(stated) or names_measure(tuple(row.texts.values()))


def _repeated(keys: Sequence[object]) -> float:
    return 1.0 - len(set(keys)) / len(keys) if keys else 0.0


def _receipt(plan: TablePlan, table: str, evidence: LayoutEvidence, found: Sequence[Statement]) -> LayoutReceipt:
    block, scope = plan.block, plan.scope
    columns = plan.columns
    span = scope.period.span() if scope.period is not None else None
    units = dict.fromkeys(map(attrgetter("unit"), found))
    figures = sum([statement.quantity is not None for statement in found])
    return LayoutReceipt(
        table=table,
        sheet=plan.view.grid.name,
        top=block.top + 1,
        left=block.left + 1,
        bottom=block.body_rows[-1] + 1,
        right=block.right + 1,
        header_rows=tuple(row + 1 for row in block.header_rows),
        label_columns=_label_columns(plan),
        value_columns=tuple(column.index + 1 for column in plan.values),
        unit_source=_unit_source(plan),
        units=tuple(unit for unit in units if unit),
        period=span.text if span is not None else _own_periods(found),
        period_source=scope.period_source or "表头",
        orientation=_orientation(plan),
        excluded=_excluded(plan),
        evidence=evidence,
        confidence=confidence_of(evidence),
        fingerprint=_fingerprint(plan),
        title=scope.title,
        place=scope.place,
        is_place_inferred=scope.is_place_inferred,
        roles=tuple(str(column.role) for column in columns),
        row_axis=next((c.header for c in columns if c.role is ColumnRole.LABEL), ""),
        captions=scope.captions,
        conflict=scope.conflict,
        figures=figures,
        absences=len(found) - figures,
    )


def _label_columns(plan: TablePlan) -> tuple[int, ...]:
    """The columns that name the rows, counted from 1: labels, or else codes or periods."""
    by_role = (plan.of_role(role) for role in (ColumnRole.LABEL, ColumnRole.CODE, ColumnRole.PERIOD))
    return tuple(index + 1 for index in next((found for found in by_role if found), ()))


def _own_periods(found: Sequence[Statement]) -> str | None:
    texts = sorted({statement.period.text for statement in found if statement.period is not None})
    if not texts:
        return None
    return texts[0] if len(texts) == 1 else f"{texts[0]}…{texts[-1]}"


def _unit_source(plan: TablePlan) -> str:
    if any(row.unit for row in plan.rows):
        return "单位列"
    if any(row.label_unit for row in plan.rows):
        return "行名"
    return "列名" if any(column.unit for column in plan.values) else "单位行"


def _orientation(plan: TablePlan) -> str:
    """Say in Chinese which way the table runs."""
    if plan.of_role(ColumnRole.PERIOD):
        return "逐行列报（期间在列中）"
    months = sum(column.parts is not None for column in plan.values)
    if plan.values and months * 2 > len(plan.values):
        return "期间横排"
    return "指标横排" if len(plan.values) > 2 or plan.of_role(ColumnRole.UNIT) == () else "指标竖排"


def _excluded(plan: TablePlan) -> tuple[ExcludedRow, ...]:
    block = plan.block
    items = [ExcludedRow(row + 1, "标题或单位行") for row in block.title_rows]
    items += [ExcludedRow(row + 1, "栏号") for row in block.numbering_rows]
    items += [ExcludedRow(row.row + 1, "分组行") for row in plan.rows if row.is_section]
    items += [ExcludedRow(row + 1, "注释或签署") for row in block.after_rows]
    return tuple(sorted(items, key=lambda item: item.row))
