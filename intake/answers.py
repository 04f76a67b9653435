"""Recognise an answer among what arrives: a workbook with a sheet 反馈 of ours, whatever it is called."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from domain.answers import FEEDBACK_MARK, ChangedCell, FeedbackSheet, changed_cells, read_feedback
from domain.document import Document
from domain.errors import SubmissionError
from intake.archive import Archive
from intake.read import read_bytes
from intake.readers.recognise import OLE2_MAGIC
from intake.readers.refusals import ZIP_ERRORS

_MARKS = (FEEDBACK_MARK.encode(), FEEDBACK_MARK.encode("utf-16-le"))
_PIECE, _MOST = 1 << 20, 256 << 20


@dataclass(frozen=True, slots=True)
class ReturnedAnswer:
    """An answer that arrived: the sheet 反馈, and the cells of the other sheets that differ from what was sent out.

    `changes` is None when the workbook that was sent out is not kept here, so that nothing can be compared.
    """

    sheet: FeedbackSheet
    changes: tuple[ChangedCell, ...] | None

    @property
    def is_corrected_file(self) -> bool:
        """Whether the other sheets say something new, so that the file also counts as a submission."""
        return self.changes is None or bool(self.changes)


def may_be_answer(data: bytes) -> bool:
    """Whether the mark of a sheet 反馈 stands anywhere in a workbook: a plain search, nothing is parsed."""
    if data.startswith(OLE2_MAGIC):
        return any(mark in data for mark in _MARKS)
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [name for name in archive.namelist() if _may_hold_text(name.lower())]
            return any(_holds_mark(archive, name) for name in parts)
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
    document = _workbook(archive.bytes_of(content_sha256), file_name)
    if document is None:
        return None
    sheets = [sheet for grid in document.grids if (sheet := read_feedback(grid)) is not None]
    if not sheets:
        return None
    sheet = sheets[0]
    base = archive.path_of(sheet.identity.base_sha256)
    before = _workbook(base.read_bytes(), "base.xlsx") if _is_hash(base.name) and base.is_file() else None
    changes = None if before is None else tuple(changed_cells(before.grids, document.grids))
    return ReturnedAnswer(sheet, changes)


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(character in "0123456789abcdef" for character in text)


def _workbook(data: bytes, file_name: str) -> Document | None:
    """The one document of a workbook; None for a container or for what cannot be read."""
    try:
        documents = read_bytes(data, file_name).documents
    except SubmissionError:
        return None
    return documents[0] if len(documents) == 1 and not documents[0].member else None
