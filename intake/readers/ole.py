"""OLE2 files: old Excel and WPS sheets, encrypted workbooks, and the formats that are answered with a sentence."""

from __future__ import annotations

import io
import struct

import olefile

from domain.errors import ProtectedFile, UnreadableSubmission, UnsupportedFormat
from intake.readers import refusals
from intake.readers.ole_sound import is_sound
from intake.readers.source import Source

OLE_ERRORS = (
    OSError,
    struct.error,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    AssertionError,
)
"""What olefile and msoffcrypto raise on broken files, by fuzzing; OleFileError is an OSError."""

DEFAULT_PASSWORD = "VelvetSweatshop"
"""The key with which Excel encrypts a workbook that is only write-protected; everybody's Excel opens it unasked."""

SECTOR = 512
REFUSED_STREAMS = (
    ("worddocument", refusals.OLD_WORD),
    ("powerpoint document", refusals.SLIDES),
    ("__properties_version1.0", refusals.OUTLOOK),
)


def stream_names(source: Source) -> set[str]:
    """The names of the top-level streams in lower case; raises UnreadableSubmission."""
    try:
        with olefile.OleFileIO(io.BytesIO(source.data)) as ole:
            return {entry[0].lower() for entry in ole.listdir() if entry}
    except OLE_ERRORS as error:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error


def workbook_stream(source: Source) -> bytes:
    """The BIFF records of an old workbook; raises UnreadableSubmission."""
    try:
        with olefile.OleFileIO(io.BytesIO(source.data)) as ole:
            if not is_sound(ole, len(source.data)):
                raise UnreadableSubmission(refusals.BROKEN_WORKBOOK)
            name = "Workbook" if ole.exists("Workbook") else "Book"
            return bytes(ole.openstream(name).read())
    except OLE_ERRORS as error:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error


def whole_sectors(data: bytes) -> bytes:
    """The file filled up to whole sectors; calamine panics on one that ends inside a sector."""
    return data + bytes(-len(data) % SECTOR)


def refuse_other(names: set[str]) -> None:
    """Raise UnsupportedFormat for an OLE2 file of another kind, UnreadableSubmission if it is of no known kind."""
    for name, sentence in REFUSED_STREAMS:
        if name in names:
            raise UnsupportedFormat(sentence)
    raise UnreadableSubmission(refusals.NO_WORKBOOK)


def decrypt(source: Source) -> bytes:
    """Open a workbook encrypted with the default key; raises ProtectedFile for any other password."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    opened = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(source.data))
        office.load_key(password=DEFAULT_PASSWORD)
        office.decrypt(opened)
    except (InvalidKeyError, DecryptionError, FileFormatError, ParseError, *OLE_ERRORS) as error:
        raise ProtectedFile(refusals.PASSWORD) from error
    return opened.getvalue()
