"""xls and OLE2-based .et: values by calamine, the rest from the BIFF records."""

from __future__ import annotations

from dataclasses import replace

from domain.document import Document
from domain.errors import ProtectedFile
from intake.readers import biff, ole, refusals
from intake.readers.recognise import Format, recognise
from intake.readers.source import Source, check_cells
from intake.readers.workbook import Marks, Values, make_grid

PROTECTED_NOTE = "文件以默认密钥加密，已打开。"


def read(source: Source) -> Document:
    """Read an old workbook: one Grid a worksheet, hidden ones too; opened if encrypted with the default key.

    Raises UnreadableSubmission, UnsupportedFormat, ProtectedFile or LimitExceeded.
    """
    names = ole.stream_names(source)
    if "encryptedpackage" in names:
        return _read_encrypted_package(source)
    if not names & {"workbook", "book"}:
        ole.refuse_other(names)
    marks = biff.scan(ole.workbook_stream(source))
    if marks.is_encrypted:
        source = source.holding(ole.decrypt(source))
        marks = biff.scan(ole.workbook_stream(source))
        if marks.is_encrypted:
            raise ProtectedFile(refusals.PASSWORD)
        return _read_plain(source, marks, (PROTECTED_NOTE,))
    return _read_plain(source, marks, ())


def _read_encrypted_package(source: Source) -> Document:
    """Read an encrypted xlsx or docx, which is an OLE2 file around the package."""
    from intake.readers import word, xlsx

    opened = source.holding(ole.decrypt(source))
    document = word.read(opened) if recognise(opened).format is Format.DOCX else xlsx.read(opened)
    return replace(document, notes=(*document.notes, PROTECTED_NOTE))


def _read_plain(source: Source, workbook: biff.Workbook, notes: tuple[str, ...]) -> Document:
    for marks in workbook.sheets:
        check_cells(marks.last_row, marks.last_column, source.limits, "工作表")
    check_cells(sum(m.last_row * m.last_column for m in workbook.sheets), 1, source.limits, "整个工作簿")
    values = Values(ole.whole_sectors(source.data))
    grids = []
    for index, info in values.sheets():
        marks = workbook.sheets[index] if index < len(workbook.sheets) else Marks()
        grids.append(make_grid(info, values.rows(index), marks))
    return Document(source.member, "xls", grids=tuple(grids), comment_count=workbook.comment_count, notes=notes)
