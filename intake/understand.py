"""Bytes → observations, one file at a time and pure per file: read, extract, harmonise, and count independently.

`understand_chunk` is what a worker process runs. It returns two Arrow tables: observations, and one `FileReading` a
file. A file that fails is a reading with an error, never an exception.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from domain.catalog import Catalog
from domain.coding import SubmissionContext, prose_coder
from domain.document import Document
from domain.errors import SubmissionError
from domain.harmonise import harmonise
from domain.narrative import Lexicon, extract_narrative
from domain.nil_report import says_nothing_to_report
from domain.observation import Observation
from domain.period import Month
from domain.personal_data import count_personal_data, texts_of
from domain.record import collector_paused
from domain.statement import Origin, Statement
from domain.submission import DocumentForm, HeaderBlock, submission_id
from domain.tables import TablesResult, extract_tables
from domain.tables.header_block import header_block
from intake.arrow import table_of
from intake.census import claimed_twice, count_numbers, unclaimed
from intake.identify import UNKNOWN_SUBMITTER, Identity, county_of, identify, identify_by_folder
from intake.read import MemberFailure, read_bytes, what_is_stated
from reference.lexicon import load_lexicon
from reference.loader import load_catalog

_COUNTIES_OF_A_TABLE = 3


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file to understand: where its bytes lie, and the month to file it under when nothing says which.

    A file that is already somebody's submission keeps its identity: `submission_id`, `submitter_code` and `period` are
    then given, and what its content says is only compared with them.
    """

    source_file: str
    content_sha256: str
    archived_path: str
    default_period: str
    submission_id: str = ""
    submitter_code: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What reading one file came to (grain: one row per file). Empty strings stand for nothing stated."""

    source_file: str
    content_sha256: str
    submission_id: str
    submitter_code: str
    period: str
    document_form: str
    document_slot: str
    is_complete: bool
    format: str
    member_count: int
    table_count: int
    hidden_count: int
    merged_count: int  # merged ranges over a number: it stands for several cells (SYN-11)
    comment_count: int
    personal_data_count: int  # identity card and mobile numbers (PRV-02)
    has_header_block: bool
    reporting_unit: str
    form_number: str
    filled_on: str
    responsible: str
    filled_by: str
    is_sealed: bool
    number_count: int  # by the independent counter
    unclaimed_count: int
    unclaimed_examples: str
    layout_confidence: float
    layout_fingerprint: str
    layout_sentence: str
    error_code: str
    error_rule: str
    error_message: str
    failed_members: str  # JSON: member → [error code, sentence]
    member_numbers: str  # JSON: member → numbers by the independent counter
    notes: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """One file understood."""

    reading: FileReading
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One document of a file: what was extracted from it, and what that means."""

    document: Document
    tables: TablesResult
    statements: tuple[Statement, ...]
    observations: tuple[Observation, ...] = ()


@collector_paused()
def understand_file(data: bytes, task: FileTask, catalog: Catalog, lexicon: Lexicon) -> Understanding:
    """Understand one file. A file nobody can read, or whose sender nobody can tell, gives a reading with an error."""
    try:
        result = what_is_stated(read_bytes(data, task.source_file))
    except SubmissionError as error:
        return Understanding(_failed(task, identify_by_folder(task.source_file, catalog), error))
    header = next((h for d in result.documents if (h := header_block(d)) is not None), None)
    identity = identify(task.source_file, result.documents, header, catalog)
    submitter = task.submitter_code or identity.submitter_code or UNKNOWN_SUBMITTER
    period = Month.parse(task.period) if task.period else identity.period or Month.parse(task.default_period)
    identifier = task.submission_id or submission_id(submitter, str(period), task.content_sha256)
    context = SubmissionContext(identifier, submitter, period, task.source_file, submitter)
    parts = tuple(_understand_part(document, context, catalog, lexicon) for document in result.documents)
    reading = _reading(task, identity, context, parts, result.failures)
    return Understanding(reading, tuple(o for part in parts for o in part.observations))


def _understand_part(document: Document, submission: SubmissionContext, catalog: Catalog, lexicon: Lexicon) -> _Part:
    tables = extract_tables(document, submission.submission_id, file_name=submission.source_file)
    prose = extract_narrative(document, submission.submission_id, catalog, lexicon, submission.period)
    statements = (*tables.statements, *prose)
    county = county_of(document.member, tables.header, submission.submitter_code, catalog)
    context = replace(submission, region_code=county or submission.submitter_code)
    observations = harmonise(statements, context, catalog, prose_coder(context, catalog, lexicon))
    return _Part(document, tables, statements, tuple(observations))


def _reading(
    task: FileTask,
    identity: Identity,
    context: SubmissionContext,
    parts: tuple[_Part, ...],
    failures: Sequence[MemberFailure],
) -> FileReading:
    documents = [part.document for part in parts]
    receipts = [receipt for part in parts for receipt in part.tables.receipts]
    statements = [statement for part in parts for statement in part.statements]
    header = next((part.tables.header for part in parts if part.tables.header is not None), None)
    tokens = [token for document in documents for token in count_numbers(document)]
    missed = [*unclaimed(tokens, statements), *claimed_twice(tokens, statements)]
    form = _form(parts, header)
    error_rule, error_message = _identity_error(identity)
    return replace(
        _blank(task, context.submitter_code, str(context.period), context.submission_id),
        document_form=str(form),
        document_slot=_slot(form, header, task.source_file),
        is_complete=form is DocumentForm.FORM and bool(header and header.form_number),
        format="+".join(sorted({document.format for document in documents})),
        member_count=len(documents),
        table_count=len(receipts),
        hidden_count=sum(len(g.hidden_rows) + len(g.hidden_columns) + g.is_hidden for d in documents for g in d.grids),
        merged_count=_merged_over_numbers(documents, statements),
        comment_count=sum(document.comment_count for document in documents),
        personal_data_count=sum(count_personal_data(texts_of(document)) for document in documents),
        has_header_block=header is not None,
        number_count=len(tokens),
        unclaimed_count=len(missed),
        unclaimed_examples="、".join(f"{t.address}“{t.text}”" for t in missed[:10]),
        layout_confidence=min((r.confidence for r in receipts), default=1.0),
        layout_fingerprint="|".join(r.fingerprint for r in receipts),
        layout_sentence="\n".join(r.sentence() for r in receipts),
        error_rule=error_rule,
        error_message=error_message,
        error_code="UNIDENTIFIED" if error_rule else "",
        failed_members=_json({f.member: [f.error_code, f.message] for f in failures}),
        member_numbers=_json({d.member: sum(t.member == d.member for t in tokens) for d in documents}),
        notes="\n".join(note for document in documents for note in document.notes),
        reporting_unit=(header and header.reporting_unit) or "",
        form_number=(header and header.form_number) or "",
        filled_on=(header and header.filled_on) or "",
        responsible=(header and header.responsible) or "",
        filled_by=(header and header.filled_by) or "",
        is_sealed=header is not None and header.is_sealed,
    )


def _merged_over_numbers(documents: Sequence[Document], statements: Sequence[Statement]) -> int:
    numbers = {(s.source.member, s.source.address) for s in statements if s.quantity is not None}
    return sum(
        (document.member, grid.address(merge.top, merge.left)) in numbers
        for document in documents
        for grid in document.grids
        for merge in grid.merged
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _identity_error(identity: Identity) -> tuple[str, str]:
    if identity.conflict_rule is not None:
        return identity.conflict_rule, identity.conflict or ""
    if identity.submitter_code is None:
        return "VAL-01", "看不出是哪个地州市报送的。请把文件放进“年-月/地州名”目录，或在表头写明填报单位后重报。"
    if identity.period is None:
        return "VAL-04", "看不出是哪个月的报表。请把文件放进“年-月/地州名”目录，或在表头写明报告期后重报。"
    return "", ""


def _form(parts: tuple[_Part, ...], header: HeaderBlock | None) -> DocumentForm:
    documents = [part.document for part in parts]
    if any("更正单" in (document.title or "") for document in documents):
        return DocumentForm.CORRECTION
    origins = Counter(s.origin for part in parts for s in part.statements if s.is_statistic)
    if not origins:
        paragraphs = [p.text for d in documents for p in d.paragraphs[:20]]
        cells = [str(v) for d in documents for g in d.grids for r in g.rows[:20] for v in r if v]
        return DocumentForm.NIL if says_nothing_to_report([*paragraphs, *cells]) else DocumentForm.EMPTY
    if origins[Origin.PROSE] and not header:
        return DocumentForm.PROSE
    observations = [o for part in parts for o in part.observations]
    counties = {o.region_code for o in observations if o.region_code and o.region_code != o.submitter_code}
    if len(counties) >= _COUNTIES_OF_A_TABLE:
        return DocumentForm.COUNTY_TABLE
    if header is not None and (header.form_number or header.reporting_unit):
        return DocumentForm.FORM
    is_coded = any(document.format in ("csv", "json") for document in documents)
    return DocumentForm.LONG_LIST if is_coded else DocumentForm.TABLE


def _slot(form: DocumentForm, header: HeaderBlock | None, source_file: str) -> str:
    """What a later file must share to count as a new version: the form number, else the path in the inbox."""
    if header is not None and header.form_number:
        return f"{form}:{header.form_number}"
    return f"{form}:{source_file}"


def _blank(task: FileTask, submitter_code: str, period: str, identifier: str) -> FileReading:
    return FileReading(
        source_file=task.source_file,
        content_sha256=task.content_sha256,
        submission_id=identifier,
        submitter_code=submitter_code,
        period=period,
        document_form=str(DocumentForm.EMPTY),
        document_slot=task.source_file,
        is_complete=False,
        format="",
        member_count=0,
        table_count=0,
        hidden_count=0,
        merged_count=0,
        comment_count=0,
        personal_data_count=0,
        has_header_block=False,
        reporting_unit="",
        form_number="",
        filled_on="",
        responsible="",
        filled_by="",
        is_sealed=False,
        number_count=0,
        unclaimed_count=0,
        unclaimed_examples="",
        layout_confidence=1.0,
        layout_fingerprint="",
        layout_sentence="",
        error_code="",
        error_rule="",
        error_message="",
        failed_members="{}",
        member_numbers="{}",
        notes="",
    )


def _failed(task: FileTask, identity: Identity, error: SubmissionError) -> FileReading:
    submitter = task.submitter_code or identity.submitter_code or UNKNOWN_SUBMITTER
    period = task.period or (str(identity.period) if identity.period else task.default_period)
    identifier = task.submission_id or submission_id(submitter, period, task.content_sha256)
    blank = _blank(task, submitter, period, identifier)
    return replace(blank, error_code=error.code, error_rule=error.rule_id, error_message=error.message)


def failed_reading(task: FileTask, catalog: Catalog, error: SubmissionError) -> FileReading:
    """The reading of a file whose worker had to be stopped."""
    return _failed(task, identify_by_folder(task.source_file, catalog), error)


def understand_chunk(tasks: Sequence[FileTask], overlay: str | None) -> tuple[pa.Table, pa.Table]:
    """Understand several files in this process. Returns (observations, file readings) as Arrow tables.

    `overlay` is the home folder's reference folder with confirmed aliases, or None.
    """
    catalog, lexicon = _reference(overlay, _stamp(overlay))
    understood = [understand_file(Path(t.archived_path).read_bytes(), t, catalog, lexicon) for t in tasks]
    observations = table_of((o for u in understood for o in u.observations), Observation)
    return observations, table_of((u.reading for u in understood), FileReading)


@lru_cache(maxsize=1)
def _reference(overlay: str | None, stamp: tuple[tuple[str, int, int], ...]) -> tuple[Catalog, Lexicon]:  # noqa: ARG001 - read again when it changes
    """What every chunk of a worker process needs: read once, as long as the overlay's files stay as they are."""
    return load_catalog(overlay=Path(overlay) if overlay else None), load_lexicon()


def _stamp(overlay: str | None) -> tuple[tuple[str, int, int], ...]:
    """Names, times and sizes of the overlay's files."""
    files = sorted(Path(overlay).glob("*.csv")) if overlay else []
    return tuple((path.name, (state := path.stat()).st_mtime_ns, state.st_size) for path in files)
