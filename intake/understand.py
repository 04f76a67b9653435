"""Bytes → observations, one file at a time and pure per file: read, extract, harmonise, and count independently.

`understand_chunk` is what a worker process runs. It returns two Arrow tables: observations, and one `FileReading` a
file. A file that fails is a reading with an error, never an exception.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from domain.catalog import Catalog
from domain.coding import SubmissionContext, prose_coder
from domain.document import Document
from domain.errors import SubmissionError
from domain.harmonise import harmonise
from domain.narrative import Lexicon, extract_narrative
from domain.observation import Observation
from domain.period import Month
from domain.statement import Origin, Statement
from domain.submission import DocumentForm, HeaderBlock, submission_id
from domain.tables import LayoutReceipt, TablesResult, extract_tables
from intake.arrow import table_of
from intake.census import claimed_twice, count_numbers, unclaimed
from intake.identify import UNKNOWN_SUBMITTER, Identity, identify, identify_by_folder
from intake.read import MemberFailure, read_bytes
from reference.lexicon import load_lexicon
from reference.loader import load_catalog

_NIL_PHRASES = ("无此项工作", "没有开展", "无报送内容", "零报告", "本月无")


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
    merged_count: int
    comment_count: int
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
    failed_members: str  # member: sentence, one a line
    notes: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """One file understood."""

    reading: FileReading
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class _Extraction:
    statements: tuple[Statement, ...]
    receipts: tuple[LayoutReceipt, ...]
    header: HeaderBlock | None
    documents: tuple[Document, ...]
    failures: tuple[MemberFailure, ...] = field(default=())


def understand_file(data: bytes, task: FileTask, catalog: Catalog, lexicon: Lexicon) -> Understanding:
    """Understand one file. A file nobody can read, or whose sender nobody can tell, gives a reading with an error."""
    try:
        result = read_bytes(data, task.source_file)
    except SubmissionError as error:
        return Understanding(_failed(task, identify_by_folder(task.source_file, catalog), error))
    header = _first_header(result.documents)
    identity = identify(task.source_file, result.documents, header, catalog)
    submitter = task.submitter_code or identity.submitter_code or UNKNOWN_SUBMITTER
    period = Month.parse(task.period) if task.period else identity.period or Month.parse(task.default_period)
    identifier = task.submission_id or submission_id(submitter, str(period), task.content_sha256)
    extraction = _extract(result.documents, result.failures, identifier, catalog, lexicon)
    context = SubmissionContext(identifier, submitter, period, task.source_file)
    observations = harmonise(extraction.statements, context, catalog, prose_coder(context, catalog, lexicon))
    reading = _reading(task, identity, context, extraction, observations)
    return Understanding(reading, tuple(observations))


def _first_header(documents: Iterable[Document]) -> HeaderBlock | None:
    for document in documents:
        header = extract_tables(document, "").header
        if header is not None:
            return header
    return None


def _extract(
    documents: tuple[Document, ...],
    failures: tuple[MemberFailure, ...],
    identifier: str,
    catalog: Catalog,
    lexicon: Lexicon,
) -> _Extraction:
    statements: list[Statement] = []
    receipts: list[LayoutReceipt] = []
    header: HeaderBlock | None = None
    for document in documents:
        tables: TablesResult = extract_tables(document, identifier)
        statements += tables.statements
        receipts += tables.receipts
        header = header or tables.header
        statements += extract_narrative(document, identifier, catalog, lexicon)
    return _Extraction(tuple(statements), tuple(receipts), header, documents, failures)


def _reading(
    task: FileTask,
    identity: Identity,
    context: SubmissionContext,
    extraction: _Extraction,
    observations: Sequence[Observation],
) -> FileReading:
    documents, header = extraction.documents, extraction.header
    tokens = [token for document in documents for token in count_numbers(document)]
    missed = [*unclaimed(tokens, extraction.statements), *claimed_twice(tokens, extraction.statements)]
    form = _form(extraction, observations)
    error_rule, error_message = _identity_error(identity)
    return replace(
        _blank(task, context.submitter_code, str(context.period), context.submission_id),
        document_form=str(form),
        document_slot=_slot(form, header, task.source_file),
        is_complete=form is DocumentForm.FORM and bool(header and header.form_number),
        format="+".join(sorted({document.format for document in documents})),
        member_count=len(documents),
        table_count=len(extraction.receipts),
        hidden_count=sum(len(g.hidden_rows) + len(g.hidden_columns) + g.is_hidden for d in documents for g in d.grids),
        merged_count=sum(len(g.merged) for d in documents for g in d.grids),
        comment_count=sum(document.comment_count for document in documents),
        has_header_block=header is not None,
        number_count=len(tokens),
        unclaimed_count=len(missed),
        unclaimed_examples="、".join(f"{t.address}“{t.text}”" for t in missed[:10]),
        layout_confidence=min((r.confidence for r in extraction.receipts), default=1.0),
        layout_fingerprint="|".join(r.fingerprint for r in extraction.receipts),
        layout_sentence="\n".join(r.sentence() for r in extraction.receipts),
        error_rule=error_rule,
        error_message=error_message,
        error_code="UNIDENTIFIED" if error_rule else "",
        failed_members="\n".join(f"{f.member}：{f.message}" for f in extraction.failures),
        notes="\n".join(note for document in documents for note in document.notes),
        reporting_unit=(header and header.reporting_unit) or "",
        form_number=(header and header.form_number) or "",
        filled_on=(header and header.filled_on) or "",
        responsible=(header and header.responsible) or "",
        filled_by=(header and header.filled_by) or "",
        is_sealed=header is not None and header.is_sealed,
    )


def _identity_error(identity: Identity) -> tuple[str, str]:
    if identity.conflict_rule is not None:
        return identity.conflict_rule, identity.conflict or ""
    if identity.submitter_code is None:
        return "VAL-01", "看不出是哪个地州市报送的。请把文件放进“年-月/地州名”目录，或在表头写明填报单位后重报。"
    if identity.period is None:
        return "VAL-04", "看不出是哪个月的报表。请把文件放进“年-月/地州名”目录，或在表头写明报告期后重报。"
    return "", ""


def _form(extraction: _Extraction, observations: Sequence[Observation]) -> DocumentForm:
    header = extraction.header
    titles = [d.title or "" for d in extraction.documents]
    if any("更正单" in title for title in titles):
        return DocumentForm.CORRECTION
    if not any(statement.is_statistic for statement in extraction.statements):
        text = "".join(p.text for d in extraction.documents for p in d.paragraphs[:20])
        cells = "".join(str(v) for d in extraction.documents for g in d.grids for r in g.rows[:20] for v in r if v)
        return DocumentForm.NIL if any(phrase in text + cells for phrase in _NIL_PHRASES) else DocumentForm.EMPTY
    origins = Counter(statement.origin for statement in extraction.statements if statement.is_statistic)
    if origins[Origin.PROSE] and any(d.paragraphs for d in extraction.documents) and not header:
        return DocumentForm.PROSE
    if header is not None and (header.form_number or header.reporting_unit):
        return DocumentForm.FORM
    counties = {o.region_code for o in observations if o.region_code and o.region_code != o.submitter_code}
    if len(counties) >= 3:
        return DocumentForm.COUNTY_TABLE
    is_coded = any(d.format in ("csv", "json") for d in extraction.documents)
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
        failed_members="",
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
    catalog = load_catalog(overlay=Path(overlay) if overlay else None)
    lexicon = load_lexicon()
    understood = [understand_file(Path(t.archived_path).read_bytes(), t, catalog, lexicon) for t in tasks]
    observations = table_of((o for u in understood for o in u.observations), Observation)
    return observations, table_of((u.reading for u in understood), FileReading)
