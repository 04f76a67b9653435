"""Send files back: choose the issues, write the copy and its letter, record that it was sent.

Everything is recorded before anybody is told: the bytes compared against later are in the archive, the decision is in
the journal. The same issues on the same day give the same files, and are recorded once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Final
from zoneinfo import ZoneInfo

from domain.answers import AnswerKind
from domain.catalog import Catalog
from domain.deciding import Ruling
from domain.decision import DecisionKind
from domain.errors import NotFound, SettingError
from domain.period import Month
from domain.submission import Submission
from intake.archive import Archive
from ledger.answers import waiting_answers
from ledger.states import Moment
from ledger.store import Ledger
from reports.return_letter import LetterIssue, ReturnLetter, letter_bytes
from reports.returned_copy import (
    COPY_EXTENSIONS,
    AskedIssue,
    ReturnCase,
    ReturnedCopy,
    asks_about,
    place_zh,
    returned_copy,
)
from reports.ruling import rule_on_issue
from warehouse.queries import IssueLine, find_issue, issue_lines
from warehouse.returning import NumberAtFault, numbers_at_fault

LOCAL_TIME: Final = ZoneInfo("Asia/Urumqi")
WORKING_DAYS: Final = 5
"""How many working days a prefecture has for its answer, unless the deadline is given."""
_LONGEST_STEM: Final = 180
"""Bytes of a file name that leave room for its ending; file systems allow 255."""
_ASKED_EFFECTS: Final = frozenset({"hold_file", "hold_value", "needs_explanation"})


@dataclass(frozen=True, slots=True)
class ReturnOrder:
    """What to send back: one issue, one submission, or all of a month (of one place). Ids may be cut."""

    issue: str | None = None
    submission: str | None = None
    period: str | None = None
    region: str | None = None
    answer_by: date | None = None


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One file that was sent back: the paths of the copy and its letter, and how many issues it asks."""

    submission_id: str
    region_code: str
    period: str
    source_file: str
    copy: str
    letter: str
    issues: int
    answer_by: str


@dataclass(slots=True)
class ReturnDesk:
    """Where returning works: the home folder and its stores, the catalogue, who sends back, the clock."""

    home: Path
    archive: Archive
    ledger: Ledger
    catalog: Catalog
    author: str
    now: datetime

    @property
    def today(self) -> date:
        """The day as people in the office have it."""
        return self.now.astimezone(LOCAL_TIME).date()

    def send_back(self, order: ReturnOrder) -> list[ReturnedFile]:
        """Write the copies and letters that an order asks for. Raises NotFound when there is nothing to send back."""
        chosen = self._chosen(order)
        if not chosen:
            raise NotFound("没有需要退回的问题：都已处理，或只是提示。可用 kepu issues 查看。")
        numbers = {
            issue_id: found
            for period in sorted({line.period for line in chosen})
            for issue_id, found in numbers_at_fault(self.home, period).items()
        }
        grouped = self._by_submission(chosen)
        return [self._send_file(s, lines, numbers, order.answer_by) for s, lines in grouped]

    def _chosen(self, order: ReturnOrder) -> list[IssueLine]:
        """The issues to ask: all that wait, or the one named with those sent back with its file before."""
        if order.issue is not None:
            named = find_issue(self.home, order.issue).line
            others = issue_lines(self.home, named.period, named.region_code)
            sent = [o for o in self._asked(others) if self._is_returned(o) and o.submission_id == named.submission_id]
            return [named, *(line for line in sent if line.issue_id != named.issue_id)]
        lines = issue_lines(self.home, order.period, order.region)
        if order.submission is not None:
            lines = [line for line in lines if (line.submission_id or "").startswith(order.submission.lower())]
        return self._asked(lines)

    def _asked(self, lines: Sequence[IssueLine]) -> list[IssueLine]:
        """The issues that the reporter must answer: not answered, more than a notice, and not decided.

        A correction that nobody has confirmed decides nothing: only the reporter may change what was reported.
        """
        decisions = self.ledger.decisions()
        latest = {d.issue_id: d for d in decisions if d.kind is not DecisionKind.RETURN}
        closed = {i for i, d in latest.items() if d.kind is not DecisionKind.CORRECT or d.confirmed_by is not None}
        waiting = waiting_answers(self.ledger.answers(), decisions)
        answered = {i for i, answer in waiting.items() if answer.kind is not AnswerKind.REFUSED}
        return [
            line
            for line in lines
            if line.effect in _ASKED_EFFECTS and line.status != "closed" and line.issue_id not in closed | answered
        ]

    def _is_returned(self, line: IssueLine) -> bool:
        return any(
            d.issue_id == line.issue_id and d.kind is DecisionKind.RETURN for d in self.ledger.decisions(line.period)
        )

    def _by_submission(self, lines: Sequence[IssueLine]) -> list[tuple[Submission, list[IssueLine]]]:
        """Issues by the file they go back with; those of a whole month go with the first file of the prefecture."""
        grouped: dict[str, tuple[Submission, list[IssueLine]]] = {}
        for line in lines:
            submission = self._submission_of(line)
            if submission is not None:
                grouped.setdefault(submission.submission_id, (submission, []))[1].append(line)
        return sorted(grouped.values(), key=lambda pair: pair[0].source_file)

    def _submission_of(self, line: IssueLine) -> Submission | None:
        known = [submission for submission, _ in self.ledger.submissions_of(line.period)]
        if line.submission_id is not None:
            return next((s for s in known if s.submission_id == line.submission_id), None)
        region = self.catalog.regions.get(line.region_code)
        codes = {line.region_code, region.parent_code if region else None}
        own = sorted((s for s in known if s.submitter_code in codes), key=lambda s: s.source_file)
        return own[0] if own else None

    def _send_file(
        self,
        submission: Submission,
        lines: Sequence[IssueLine],
        numbers: Mapping[str, tuple[NumberAtFault, ...]],
        answer_by: date | None,
    ) -> ReturnedFile:
        due = answer_by or self._answer_by(submission.period)
        case = self._case(submission, lines, numbers, due)
        copy = returned_copy(case)
        self.archive.keep(copy.base)
        folder = self._folder(submission)
        stem = self._stem(submission)
        copy_path = folder / f"{stem}（退回）{copy.extension}"
        letter_path = folder / f"{stem}（退回单）.docx"
        _write(copy_path, copy.data)
        _write(letter_path, letter_bytes(self._letter(case, copy, copy_path.name, submission)))
        self._record(submission, lines)
        return ReturnedFile(
            submission.submission_id,
            submission.submitter_code,
            submission.period,
            submission.source_file,
            str(copy_path),
            str(letter_path),
            len(lines),
            due.isoformat(),
        )

    def _case(
        self,
        submission: Submission,
        lines: Sequence[IssueLine],
        numbers: Mapping[str, tuple[NumberAtFault, ...]],
        due: date,
    ) -> ReturnCase:
        refused = {
            issue_id: answer.problem
            for issue_id, answer in waiting_answers(self.ledger.answers(submission.period), []).items()
            if answer.kind is AnswerKind.REFUSED
        }
        rules = self.catalog.rules
        return ReturnCase(
            submission_id=submission.submission_id,
            submitter_code=submission.submitter_code,
            submitter_name=self._name(submission.submitter_code),
            period=submission.period,
            content_sha256=submission.content_sha256,
            source_file=submission.source_file,
            data=self.archive.bytes_of(submission.content_sha256),
            issues=tuple(
                AskedIssue(
                    line,
                    numbers.get(line.issue_id, ()),
                    tuple(rules[r].remedy_zh for r in line.rule_ids if r in rules and rules[r].remedy_zh),
                    refused.get(line.issue_id, ""),
                )
                for line in lines
            ),
            answer_by=due,
        )

    def _letter(self, case: ReturnCase, copy: ReturnedCopy, copy_name: str, submission: Submission) -> ReturnLetter:
        return ReturnLetter(
            addressee=f"{case.submitter_name}科协",
            month=Month.parse(case.period),
            file_name=PurePosixPath(case.source_file).name,
            copy_name=copy_name,
            received_on=submission.received_at.astimezone(LOCAL_TIME).date(),
            written_on=self.today,
            answer_by=case.answer_by,
            issues=tuple(_letter_issue(asked) for asked in case.issues),
            is_own_workbook=copy.is_own,
            is_readable=copy.is_readable,
        )

    def _record(self, submission: Submission, lines: Sequence[IssueLine]) -> None:
        """One decision an issue, once; the submission is then with its sender."""
        for line in lines:
            if not self._is_returned(line):
                reason = f"退回报送单位核实：{line.title or line.raw or '请说明'}"
                ruling = Ruling(DecisionKind.RETURN, reason, self.author)
                rule_on_issue(self.home, line.issue_id, ruling, self.catalog, self.now)
        load_id = max((load for s, loads in self.ledger.submissions_of(submission.period) for load in loads), default=0)
        self.ledger.send_back(submission.submission_id, Moment(self.now, load_id), "退回报送单位核实")

    def _answer_by(self, period: str) -> date:
        """Five working days from today, and not before the month's own due date."""
        day, left = self.today, WORKING_DAYS
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return max(day, self.catalog.due_dates.get(period, day))

    def _folder(self, submission: Submission) -> Path:
        return self.home / "returns" / submission.period / self._name(submission.submitter_code)

    def _stem(self, submission: Submission) -> str:
        """The file's own name without extension; with the submission's number where two files share it."""
        stem = PurePosixPath(submission.source_file).stem
        namesakes = {
            other.submission_id
            for other, _ in self.ledger.submissions_of(submission.period)
            if other.submitter_code == submission.submitter_code and PurePosixPath(other.source_file).stem == stem
        }
        short = _short_stem(submission.source_file)
        return f"{short}-{submission.submission_id[:8]}" if len(namesakes) > 1 else short

    def _name(self, code: str) -> str:
        region = self.catalog.regions.get(code)
        return region.name_zh if region else "未识别单位"


def papers_of(folder: Path, source_file: str, submission_id: str) -> dict[str, Path]:
    """The copy and the letter last written for a submission into a folder of returns; empty when none were."""
    stem = _short_stem(source_file)
    for name in (f"{stem}-{submission_id[:8]}", stem):
        for extension in COPY_EXTENSIONS:
            copy, letter = folder / f"{name}（退回）{extension}", folder / f"{name}（退回单）.docx"
            if copy.is_file() and asks_about(copy.read_bytes(), submission_id):
                return {"copy": copy, "letter": letter} if letter.is_file() else {"copy": copy}
    return {}


def _short_stem(source_file: str) -> str:
    return PurePosixPath(source_file).stem.encode()[:_LONGEST_STEM].decode(errors="ignore")


def open_desk(home: Path, author: str, now: datetime | None = None) -> ReturnDesk:
    """Open the desk of a home folder."""
    from reference.loader import load_catalog
    from reference.overlay import confirmed_overlay

    catalog = load_catalog(overlay=confirmed_overlay(home))
    return ReturnDesk(home, Archive.at_home(home), Ledger.at_home(home), catalog, author, now or datetime.now(UTC))


def _letter_issue(asked: AskedIssue) -> LetterIssue:
    suggestion = asked.line.suggestion_value
    unit = (asked.numbers[0].unit or "") if asked.numbers else ""
    return LetterIssue(
        place_zh(asked.line),
        asked.line.raw or "",
        asked.line.title or "",
        "" if suggestion is None else f"{suggestion:.12g}{unit}",
    )


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises SettingError where that is impossible."""
    partial = path.with_name(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise SettingError(f"无法写入“{path}”：{error.strerror}。请检查权限或磁盘空间。") from error
