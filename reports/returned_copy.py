"""The returned copy: the submitter's own workbook with the wrong cells marked and the sheet 反馈 at its end.

A workbook of today (xlsx, xlsm) comes back as it is, changed only by fills, comments and that sheet. Anything else
(Word, PDF, csv, old xls, text, mail, members of a zip) comes back as a workbook that shows it, marked likewise.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.answers import FEEDBACK_MARK, FeedbackIdentity, is_feedback
from domain.document import Document, Position
from domain.errors import SubmissionError
from domain.period import Month
from intake.read import read_bytes
from reports.cell_marks import CellMark, MarkLevel, cell_position, mark_cells, reference_of, sheet_parts
from reports.feedback_sheet import HEADER_ROW, FeedbackForm, FeedbackRow, add_feedback_sheet
from reports.office_package import OfficePackage
from reports.shown_copy import Place, Span, place_of, shown_copy
from warehouse.queries import IssueLine
from warehouse.returning import NumberAtFault

_MOST_REASONS: Final = 6
_UNREADABLE: Final = frozenset({"SYN-01", "SYN-02"})
_PERIOD_TYPES: Final = {"month": "本月", "ytd": "本年累计", "stock": "期末", "target": "目标", "event": "单次活动"}
_MAIN: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_EXTENSIONS: Final = {
    _MAIN: ".xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
}

COPY_EXTENSIONS: Final = (".xlsx", *_EXTENSIONS.values())
"""How a returned copy may end."""


@dataclass(frozen=True, slots=True)
class AskedIssue:
    """One issue that is sent back: as published, the numbers it is about, what to do, and an answer refused before."""

    line: IssueLine
    numbers: tuple[NumberAtFault, ...]
    remedies: tuple[str, ...] = ()
    refused_answer: str = ""


@dataclass(frozen=True, slots=True)
class ReturnCase:
    """One file to send back: whose it is, its bytes, the issues, and until when the answer is due."""

    submission_id: str
    submitter_code: str
    submitter_name: str
    period: str
    content_sha256: str
    source_file: str
    data: bytes
    issues: tuple[AskedIssue, ...]
    answer_by: date


@dataclass(frozen=True, slots=True)
class ReturnedCopy:
    """The copy, its file extension, the workbook it was made from, and whether that is the submitter's own.

    A copy of a file that nobody can open shows nothing (`is_readable`).
    """

    data: bytes
    extension: str
    base: bytes
    is_own: bool
    is_readable: bool


@dataclass(frozen=True, slots=True)
class _Target:
    """The workbook to mark, and how a number's place is found in it."""

    base: bytes
    places: Mapping[Place, tuple[str, Position]] | None  # None: the file's own addresses
    older_feedback: str | None = None

    def find(self, member: str, address: str, parts: Mapping[str, str]) -> tuple[str, Position] | None:
        if self.places is not None:
            return self.places.get(place_of(member, address))
        sheet, _, cell = place_of(member, address)[1].rpartition("!")
        position = cell_position(cell)
        return (sheet, position) if position is not None and sheet in parts else None


def returned_copy(case: ReturnCase) -> ReturnedCopy:
    """Make the copy; the same case gives the same bytes."""
    target = _target(case)
    package = OfficePackage.open(target.base)
    parts = sheet_parts(package)
    rows = [_row(asked, target, parts) for asked in case.issues]
    mark_cells(package, _marks(case.issues, target, parts))
    base_sha256 = hashlib.sha256(target.base).hexdigest()
    identity = FeedbackIdentity(case.submission_id, case.submitter_code, case.period, base_sha256)
    form = FeedbackForm(identity, _title(case), _lines(case), tuple(rows))
    add_feedback_sheet(package, form, target.older_feedback)
    is_own = target.places is None
    return ReturnedCopy(
        package.save(), _extension(package), target.base, is_own=is_own, is_readable=is_own or bool(target.places)
    )


def _target(case: ReturnCase) -> _Target:
    documents = _documents(case)
    if documents and _is_workbook(case.data):
        own = next((grid.name for grid in documents[0].grids if is_feedback(grid)), None)
        return _Target(case.data, None, own)
    numbers = [number for asked in case.issues for number in asked.numbers]
    members = {number.member for number in numbers if number.submission_id == case.submission_id}
    spans = [Span(n.member, n.start, n.end) for n in numbers if n.start is not None and n.end is not None]
    shown = shown_copy([d for d in documents if not members or d.member in members], dict.fromkeys(spans))
    return _Target(shown.data, shown.places)


def asks_about(copy: bytes, submission_id: str) -> bool:
    """Whether a returned copy is that of a submission, by the identity in its sheet 反馈."""
    parts = OfficePackage.open(copy).parts
    mark = f"{FEEDBACK_MARK}|{submission_id}|".encode()
    return any(mark in data for name, data in parts.items() if name.startswith("xl/worksheets/"))


def _documents(case: ReturnCase) -> Sequence[Document]:
    """What the file holds; nothing for a file that was refused, which is not opened a second time."""
    is_refused = any(_UNREADABLE & set(asked.line.rule_ids) for asked in case.issues)
    if is_refused and not any(asked.numbers for asked in case.issues):
        return ()
    try:
        return read_bytes(case.data, case.source_file).documents
    except SubmissionError:
        return ()


def _is_workbook(data: bytes) -> bool:
    """Whether bytes are a workbook that can be marked as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {"xl/workbook.xml", "[Content_Types].xml"} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False


def _extension(package: OfficePackage) -> str:
    return _EXTENSIONS.get(package.content_type_of("xl/workbook.xml"), ".xlsx")


def _marks(issues: Sequence[AskedIssue], target: _Target, parts: Mapping[str, str]) -> list[CellMark]:
    marks: list[CellMark] = []
    for index, asked in enumerate(issues):
        where = f"请在“反馈”表第{HEADER_ROW + 1 + index}行填写更正值或说明。"
        main = _level(asked.line.effect)
        for number in asked.numbers:
            found = target.find(number.member, number.address, parts)
            if found is None:
                continue
            is_first = number.position == asked.numbers[0].position
            text = _comment(asked, where) if is_first else _related_comment(asked)
            marks.append(CellMark(*found, main if is_first else MarkLevel.RELATED, text))
    return marks


def _level(effect: str) -> MarkLevel:
    return MarkLevel.WRONG if effect in ("hold_value", "hold_file") else MarkLevel.EXPLAIN


def _comment(asked: AskedIssue, where: str) -> str:
    return f"【问题 {asked.line.issue_id[:10]}】{problem_text(asked)}\n{where}"


def _related_comment(asked: AskedIssue) -> str:
    number, title = asked.line.issue_id[:10], asked.line.title or ""
    return f"【问题 {number}】与 {asked.line.address} 的问题有关，请一并核对：{title}"


def problem_text(asked: AskedIssue) -> str:
    """What is wrong, why, and what to do, each on its line."""
    title = (asked.line.title or asked.line.raw or "请核实。").strip()
    reasons = [text for text in asked.line.evidence if text.rstrip("。") not in title][:_MOST_REASONS]
    lines = [title, *(f"· {reason}" for reason in reasons)]
    lines += [f"办法：{remedy}" for remedy in dict.fromkeys(asked.remedies[:2])]
    if len(asked.numbers) > 1:
        lines.append(
            f"涉及{len(asked.numbers)}个数（已标底色）；下面的更正值只改这里列出的一个，其余请在原表中直接改正。"
        )
    if asked.refused_answer:
        lines.append(f"上次的答复不能采用：{asked.refused_answer}")
    return "\n".join(lines)


def _row(asked: AskedIssue, target: _Target, parts: Mapping[str, str]) -> FeedbackRow:
    line = asked.line
    first = asked.numbers[0] if asked.numbers else None
    found = target.find(first.member, first.address, parts) if first else None
    return FeedbackRow(
        issue_id=line.issue_id,
        place=place_zh(line),
        indicator=_indicator(first),
        raw=line.raw or "",
        problem=problem_text(asked),
        suggestion=line.suggestion_value,
        unit=(first.unit or "") if first else "",
        value=first.value if first else None,
        link=(found[0], reference_of(found[1])) if found else None,
        is_integer=bool(first and first.is_integer),
    )


def place_zh(line: IssueLine) -> str:
    """Where an issue stands, for people."""
    if not line.address:
        return "整个文件"
    address = place_of("", line.address)[1]
    return f"{line.member} {address}" if line.member else address


def _indicator(number: NumberAtFault | None) -> str:
    if number is None:
        return ""
    kind = _PERIOD_TYPES.get(number.period_type or "", "")
    name = f"{number.indicator or ''}（{kind}）" if kind else (number.indicator or "")
    return f"{number.region} {name}" if number.region else name


def _title(case: ReturnCase) -> str:
    return f"{Month.parse(case.period).zh}科普统计问题反馈表（{case.submitter_name}）"


def _lines(case: ReturnCase) -> tuple[str, str, str]:
    day = f"{case.answer_by.year}年{case.answer_by.month}月{case.answer_by.day}日"
    return (
        f"文件：{case.source_file.rsplit('/', 1)[-1]}　　共{len(case.issues)}个问题，请于{day}前答复。",
        "原填数有误的，把正确的数填入“您的更正值”（按“单位”栏的单位）；原填数无误的，在“您的说明”里写明真实原因，"
        "只写“核实无误”不算说明。",
        "填好后保存，把整个文件照常报来即可，文件名不限。请不要删除本表；其他工作表改动了的，按更正后的报表处理。",
    )
