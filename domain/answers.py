"""The answer of a prefecture to a returned copy: rows of the sheet 反馈 → corrections and explanations.

The sheet carries its identity in a hidden row (which submission, which month, which bytes it was made from) and the
full number of each issue in a hidden column, so that it is recognised whatever the file is called. An answer changes
nothing by itself: it waits until a steward confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.deciding import parse_corrected
from domain.decision import check_reason
from domain.document import CellValue, Document, Grid, Position
from domain.errors import DecisionError
from domain.statement import content_id

FEEDBACK_SHEET = "反馈"
FEEDBACK_MARK = "KEPU-FEEDBACK"
TEMPLATE_MARK = "KEPU-TEMPLATE"
REFERENCE_HEADER = "（参考，不填）"
"""A column of the template whose header ends so shows last month's figures; it states nothing."""

ISSUE_COLUMN, PLACE_COLUMN, INDICATOR_COLUMN, RAW_COLUMN, PROBLEM_COLUMN = range(1, 6)
SUGGESTION_COLUMN, UNIT_COLUMN, CORRECTION_COLUMN, EXPLANATION_COLUMN, HIDDEN_COLUMN = range(6, 11)
"""Columns of the sheet 反馈: 问题编号 位置 指标 原填数 问题 建议值 单位 您的更正值 您的说明, and a hidden one."""

_ISSUE_ID = re.compile(r"^[0-9a-f]{6,32}$")
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class FeedbackIdentity:
    """What a sheet 反馈 answers: the submission, who sent it for which month, and what the other sheets were."""

    submission_id: str
    submitter_code: str
    period: str
    base_sha256: str  # of the workbook whose sheets stand beside the sheet 反馈, before it was marked

    def text(self) -> str:
        """The identity as it stands in the hidden row."""
        return "|".join((FEEDBACK_MARK, self.submission_id, self.submitter_code, self.period, self.base_sha256))

    @classmethod
    def parse(cls, text: str) -> FeedbackIdentity | None:
        """Read the identity; None for any other text."""
        mark, *fields = text.strip().split("|")
        if mark != FEEDBACK_MARK or len(fields) != 4 or not all(fields):
            return None
        return cls(*fields)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row of the sheet as it came back: the issue, and what stands in the two columns for the answer."""

    issue_id: str
    raw: str
    value: float | None  # as reported, in the base unit
    correction: CellValue
    explanation: str


@dataclass(frozen=True, slots=True)
class FeedbackSheet:
    """A sheet 反馈 that came back."""

    identity: FeedbackIdentity
    rows: tuple[AnswerRow, ...]


class AnswerKind(StrEnum):
    """What a prefecture answered to one issue."""

    CORRECTION = "correction"
    EXPLANATION = "explanation"
    REFUSED = "refused"  # an answer that says nothing: 核实无误, no number, the same number


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one issue, awaiting a steward's confirmation. `problem` says why a refused one does not count."""

    answer_id: str
    issue_id: str
    submission_id: str
    submitter_code: str
    period: str
    kind: AnswerKind
    value: float | None  # the corrected value, in the base unit
    explanation: str
    problem: str
    content_sha256: str  # of the file in which it came
    source_file: str
    received_at: datetime

    @property
    def zh(self) -> str:
        """The answer in one sentence, for people."""
        if self.kind is AnswerKind.REFUSED:
            return f"答复“{self.explanation}”不能采用：{self.problem}"
        if self.kind is AnswerKind.EXPLANATION:
            return f"报送单位说明：{self.explanation}"
        reason = f"（{self.explanation}）" if self.explanation else ""
        return f"报送单位更正为 {self.value:.12g}{reason}"


def is_feedback(grid: Grid) -> bool:
    """Whether a grid is a sheet 反馈 of ours."""
    return _identity(grid) is not None


def read_feedback(grid: Grid) -> FeedbackSheet | None:
    """Read a sheet 反馈 that came back; None for any other grid. Rows may be sorted, cut or left out."""
    identity = _identity(grid)
    if identity is None:
        return None
    return FeedbackSheet(identity, tuple(_rows(grid)))


def _identity(grid: Grid) -> FeedbackIdentity | None:
    for row in grid.rows[:3]:
        for value in row[:2]:
            if isinstance(value, str) and (found := FeedbackIdentity.parse(value)) is not None:
                return found
    return None


def _rows(grid: Grid) -> Iterator[AnswerRow]:
    for number in range(1, len(grid.rows) + 1):
        hidden, _, stated = _text(grid.value(number, HIDDEN_COLUMN)).partition("|")
        issue_id = hidden or _text(grid.value(number, ISSUE_COLUMN)).lower()
        if not _ISSUE_ID.match(issue_id):
            continue
        yield AnswerRow(
            issue_id,
            _text(grid.value(number, RAW_COLUMN)),
            float(stated) if re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", stated) else None,
            grid.value(number, CORRECTION_COLUMN),
            _text(grid.value(number, EXPLANATION_COLUMN)),
        )


def _text(value: CellValue) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def answers_of(sheet: FeedbackSheet, content_sha256: str, source_file: str, received_at: datetime) -> list[Answer]:
    """The answers that a sheet gives: one for each row in which somebody wrote something."""
    return [
        _answer(sheet.identity, row, content_sha256, source_file, received_at)
        for row in sheet.rows
        if _text(row.correction) or row.explanation
    ]


def _answer(
    identity: FeedbackIdentity, row: AnswerRow, content_sha256: str, source_file: str, received_at: datetime
) -> Answer:
    kind, value, problem = _judged(row)
    return Answer(
        answer_id=content_id("answer", content_sha256, row.issue_id, str(kind), str(value), row.explanation),
        issue_id=row.issue_id,
        submission_id=identity.submission_id,
        submitter_code=identity.submitter_code,
        period=identity.period,
        kind=kind,
        value=value,
        explanation=row.explanation or _text(row.correction) * (kind is AnswerKind.REFUSED),
        problem=problem,
        content_sha256=content_sha256,
        source_file=source_file,
        received_at=received_at,
    )


def _judged(row: AnswerRow) -> tuple[AnswerKind, float | None, str]:
    """The kind of answer, the corrected value, and the sentence that says why it does not count."""
    if not _text(row.correction):
        return _explained(row)
    try:
        value = _corrected(row.correction)
    except DecisionError as error:
        return AnswerKind.REFUSED, None, error.message
    if row.value is not None and abs(value - row.value) <= _TOLERANCE * max(1.0, abs(value)):
        if row.explanation:
            return _explained(row)
        return AnswerKind.REFUSED, None, "更正值与原值相同；如果原值无误，请在“您的说明”里写明真实情况。"
    return AnswerKind.CORRECTION, value, ""


def _explained(row: AnswerRow) -> tuple[AnswerKind, float | None, str]:
    try:
        check_reason(row.explanation)
    except DecisionError as error:
        return AnswerKind.REFUSED, None, error.message
    return AnswerKind.EXPLANATION, None, ""


def _corrected(value: CellValue) -> float:
    if isinstance(value, bool | date):
        raise DecisionError(f"“{value}”不是有效数值；请填数字，例如 132000 或 13.2万。")
    if isinstance(value, int | float):
        return float(value)
    return parse_corrected(_text(value).replace("，", ","))


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A cell that differs from the sheet as it was sent out."""

    address: str
    before: CellValue
    after: CellValue


def changed_cells(before: Sequence[Grid], after: Sequence[Grid]) -> list[ChangedCell]:
    """The cells in which two workbooks differ, sheet by sheet; the sheets 反馈 are left out.

    A formula whose value the other program did not keep is no difference; neither is 5 against 5.0, nor blanks.
    """
    old = {grid.name: grid for grid in before if not is_feedback(grid)}
    new = {grid.name: grid for grid in after if not is_feedback(grid)}
    changes: list[ChangedCell] = []
    for name in dict.fromkeys([*old, *new]):
        changes += _changes(old.get(name) or _blank(new[name]), new.get(name) or _blank(old[name]))
    return changes


def _blank(grid: Grid) -> Grid:
    return Grid(grid.name, (), grid.address_form)


def _changes(old: Grid, new: Grid) -> Iterator[ChangedCell]:
    without_value = old.formulas_without_value | new.formulas_without_value
    width = max((len(row) for row in (*old.rows, *new.rows)), default=0)
    for row in range(1, max(len(old.rows), len(new.rows)) + 1):
        for column in range(1, width + 1):
            before, after = old.value(row, column), new.value(row, column)
            if (row, column) not in without_value and not _same(before, after):
                yield ChangedCell(new.address(row, column), before, after)


def _same(before: CellValue, after: CellValue) -> bool:
    if isinstance(before, int | float) and isinstance(after, int | float):
        return abs(before - after) <= _TOLERANCE * max(1.0, abs(before))
    return before == after or _text(before) == _text(after)


def stated_only(document: Document) -> Document:
    """The document without what states nothing: our own sheet 反馈, and the reference columns of our template."""
    if not any(is_feedback(grid) or _is_template(grid) for grid in document.grids):
        return document
    grids = tuple(_without_references(grid) for grid in document.grids if not is_feedback(grid))
    return replace(document, grids=grids)


def _is_template(grid: Grid) -> bool:
    first = grid.value(1, 1)
    return isinstance(first, str) and first.startswith(TEMPLATE_MARK)


def _without_references(grid: Grid) -> Grid:
    """The grid with the hidden mark and the reference columns blank; addresses stay as they are."""
    if not _is_template(grid):
        return grid
    columns = {
        column
        for row in grid.rows[:12]
        for column, value in enumerate(row, start=1)
        if isinstance(value, str) and value.strip().endswith(REFERENCE_HEADER)
    }
    rows = tuple(
        tuple(None if number == 1 or column in columns else value for column, value in enumerate(row, start=1))
        for number, row in enumerate(grid.rows, start=1)
    )
    return replace(grid, rows=rows, number_formats=_outside(grid.number_formats, columns))


def _outside(formats: Mapping[Position, str], columns: set[int]) -> dict[Position, str]:
    return {position: code for position, code in formats.items() if position[1] not in columns}
