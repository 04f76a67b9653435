"""Recognise an answer among what arrives: a workbook with a sheet 反馈 of ours, whatever it is called,
by itself, in a mail or in an archive.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from domain.answers import (
    FEEDBACK_MARK,
    ChangedCell,
    FeedbackIdentity,
    FeedbackSheet,
    changed_cells,
    read_feedback,
)
from domain.document import Document
from domain.errors import SubmissionError
from intake.archive import Archive
from intake.census import count_numbers
from intake.read import read_bytes
from intake.readers.recognise import OLE2_MAGIC, is_mail
from intake.readers.refusals import ZIP_ERRORS

_MARKS = (FEEDBACK_MARK.encode(), FEEDBACK_MARK.encode("utf-16-le"))
_OFFICE_PARTS = {"xl/workbook.xml", "word/document.xml", "content.xml"}
_PIECE, _MOST = 1 << 20, 256 << 20


@dataclass(frozen=True, slots=True)
class ReturnedAnswer:
    """An answer that arrived: its sheets 反馈, and the cells beside them that differ from what was sent out.

    `changes` is None when something cannot be compared: the workbook that was sent out is not kept here, or the mail
    or archive in which the answer came states other numbers as well.
    """

    sheets: tuple[FeedbackSheet, ...]
    changes: tuple[ChangedCell, ...] | None

    @property
    def identity(self) -> FeedbackIdentity:
        """What is answered; of several, the first."""
        return self.sheets[0].identity

    @property
    def is_corrected_file(self) -> bool:
        """Whether anything beside the answers says something new, so that the file also counts as a submission."""
        return self.changes is None or bool(self.changes)


def may_be_answer(data: bytes) -> bool:
    """Whether an answer may be in a file: a plain search for its mark, nothing is parsed.

    A mail or an archive is not searched: it may hold one.
    """
    if data.startswith(OLE2_MAGIC):
        return any(mark in data for mark in _MARKS)
    if not data.startswith(b"PK\x03\x04"):
        return is_mail(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if not _OFFICE_PARTS & {name.lower() for name in names}:
                return True
            return any(_holds_mark(archive, name) for name in names if _may_hold_text(name.lower()))
    except ZIP_ERRORS:
        return False


def _may_hold_text(name: str) -> bool:
    return name == "content.xml" or (name.startswith("xl/") and name.endswith(".xml") and "sh" in name)


def _holds_mark(archive: zipfile.ZipFile, name: str) -> bool:
    """Search a part piece by piece, so that one that unpacks to too much costs no memory and is given up."""
    tail, read = b"", 0
    with archive.open(name) as stream:
        while (piece := stream.read(_PIECE)) and read < _MOST:
            if _MARKS[0] in tail + piece:
                return True
            tail, read = piece[-len(_MARKS[0]) :], read + len(piece)
    return False


def read_answer(content_sha256: str, file_name: str, archive: Archive) -> ReturnedAnswer | None:
    """Read an archived file as an answer; None for any other file, and for one that cannot be read."""
    try:
        documents = read_bytes(archive.bytes_of(content_sha256), file_name).documents
    except SubmissionError:
        return None
    sheets: list[FeedbackSheet] = []
    changes: list[ChangedCell] | None = []
    for document in documents:
        found = [sheet for grid in document.grids if (sheet := read_feedback(grid)) is not None]
        sheets += found
        here = _changes(document, found[0], archive) if found else None if count_numbers(document) else []
        changes = None if changes is None or here is None else changes + here
    return ReturnedAnswer(tuple(sheets), None if changes is None else tuple(changes)) if sheets else None


def _changes(document: Document, sheet: FeedbackSheet, archive: Archive) -> list[ChangedCell] | None:
    base = archive.path_of(sheet.identity.base_sha256)
    if not _is_hash(base.name) or not base.is_file():
        return None
    try:
        before = read_bytes(base.read_bytes(), "base.xlsx").documents
    except SubmissionError:
        return None
    return changed_cells(before[0].grids, document.grids) if before else None


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(character in "0123456789abcdef" for character in text)
