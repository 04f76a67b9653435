"""What a file is, told by its content. Its extension only breaks ties between kinds of plain text."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import UnreadableSubmission, UnsupportedFormat
from intake.readers import refusals
from intake.readers.decode import DecodedText, decode
from intake.readers.package import Package, open_archive
from intake.readers.source import Source

OLE2_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
BARE_BIFF = re.compile(rb"^\x09[\x00\x02\x04\x08](?:\x04|\x06|\x08|\x10)\x00")
WORD_DOCUMENT = re.compile(r"word/document\d*\.xml")
HEAD = 4096
SAMPLE = 100_000  # less than the longest field the csv module allows
FIGURE = re.compile(r"[-－]?[\d０-９][\d０-９.,，/%-]*")


class Format(StrEnum):
    """The formats that are read; the values stand in `Document.format`."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    TSV = "tsv"
    TEXT = "txt"
    HTML = "html"
    SPREADSHEET_XML = "spreadsheet_xml"
    DOCX = "docx"
    PDF = "pdf"
    JSON = "json"
    ZIP = "zip"
    MAIL = "eml"
    OLE2 = "ole2"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The format of a file; for the textual formats also its text."""

    format: Format
    decoded: DecodedText | None = None


REFUSED_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", refusals.PICTURE),
    (b"\xff\xd8\xff", refusals.PICTURE),
    (b"II*\x00", refusals.PICTURE),
    (b"MM\x00*", refusals.PICTURE),
    (b"GIF8", refusals.PICTURE),
    (b"BM", refusals.PICTURE),
    (b"Rar!\x1a\x07", refusals.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", refusals.ARCHIVE),
    (b"\x1f\x8b", refusals.ARCHIVE),
    (b"BZh", refusals.ARCHIVE),
    (b"\xfd7zXZ\x00", refusals.ARCHIVE),
    (rb"{\rtf", refusals.RTF),
    (b"SQLite format 3\x00", refusals.UNKNOWN),
    (b"MZ", refusals.UNKNOWN),
    (b"\x7fELF", refusals.UNKNOWN),
)


def recognise(source: Source) -> Recognised:
    """Tell the format from the content.

    Raises UnreadableSubmission for an empty or broken file, UnsupportedFormat for a known format that is not read,
    UndecodableText for bytes that are no text either.
    """
    data = source.data
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadableSubmission(refusals.EMPTY if not data else refusals.BLANK)
    if data.startswith(ZIP_MAGICS):
        return Recognised(_kind_of_zip(source))
    if data.startswith(OLE2_MAGIC):
        return Recognised(Format.OLE2)
    if b"%PDF-" in data[:1024]:
        return Recognised(Format.PDF)
    _refuse_known(data)
    if is_mail(data):
        return Recognised(Format.MAIL)
    return _kind_of_text(source)


def _refuse_known(data: bytes) -> None:
    for magic, sentence in REFUSED_MAGICS:
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:64]):
            raise UnsupportedFormat(sentence)
    if data[4:8] == b"ftyp" or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        raise UnsupportedFormat(refusals.PICTURE)
    if BARE_BIFF.match(data):
        raise UnsupportedFormat(refusals.OLD_EXCEL)


def _kind_of_zip(source: Source) -> Format:
    broken = refusals.BROKEN_PACKAGES.get(source.extension, refusals.BROKEN_ZIP)
    with open_archive(source.data, source.limits, broken) as archive:
        names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if any(map(WORD_DOCUMENT.fullmatch, names)):
        return Format.DOCX
    if {"mimetype", "content.xml"} <= names:
        return _kind_of_opendocument(source)
    for part, sentence in refusals.REFUSED_PARTS.items():
        if part in names:
            raise UnsupportedFormat(sentence)
    if "[content_types].xml" in names and len(names) < 3:
        raise UnreadableSubmission(broken)
    return Format.ZIP


def _kind_of_opendocument(source: Source) -> Format:
    kind = Package(source, refusals.BROKEN_ZIP).read("mimetype")[:200]
    if b"spreadsheet" in kind:
        return Format.ODS
    raise UnsupportedFormat(refusals.OPEN_TEXT if b"text" in kind else refusals.UNKNOWN)


def _kind_of_text(source: Source) -> Recognised:
    decoded = decode(source.data)
    head = decoded.text[:HEAD].lstrip()
    lowered = head.lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in lowered and lowered.startswith("<?xml"):
        return Recognised(Format.SPREADSHEET_XML, decoded)
    if re.search(r"<(?:html|table|!doctype html|body|meta|head|frameset)\b", lowered) and head.startswith("<"):
        return Recognised(Format.HTML, decoded)
    if head[:1] in ("{", "[") and _is_json(decoded.text, source):
        return Recognised(Format.JSON, decoded)
    return Recognised(_plain_text(decoded.text, source.extension), decoded)


MAIL_HEADERS = re.compile(
    r"^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|content-type|"
    r"delivered-to|reply-to|sender|x-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
CERTAIN_MAIL_HEADERS = re.compile(r"^(?:mime-version|message-id|received|return-path|from):", re.I | re.M)


def is_mail(data: bytes) -> bool:
    """Whether a file begins with a block of mail headers."""
    head = data[:HEAD].lstrip().decode("latin-1")
    if not re.match(r"[A-Za-z][A-Za-z-]*:\s?", head):
        return False
    block = re.split(r"\r?\n\r?\n", head, maxsplit=1)[0]
    return len(MAIL_HEADERS.findall(block)) >= 2 and bool(CERTAIN_MAIL_HEADERS.search(block))


def _is_json(text: str, source: Source) -> bool:
    """Whether text is meant as JSON; raises UnreadableSubmission if it is meant so and broken."""
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        if source.extension == "json" or re.match(r'\{\s*"|\[\s*[\[{"]', text.lstrip()):
            raise UnreadableSubmission(refusals.BROKEN_JSON) from error
        return False
    return True


def _plain_text(text: str, extension: str) -> Format:
    """Tell tab- and comma-separated tables from prose."""
    lines = [line for line in text[:SAMPLE].splitlines() if line.strip()]
    if _is_table(lines, "\t", extension):
        return Format.TSV
    if _is_table(lines, ",", extension) or _is_table(lines, ";", extension):
        return Format.CSV
    if extension in {"csv", "tsv"} and not _is_prose(lines):
        return Format.TSV if extension == "tsv" else Format.CSV
    return Format.TEXT


def _is_table(lines: list[str], delimiter: str, extension: str) -> bool:
    """Whether enough lines split into the same number of fields, and the fields look like cells."""
    split = [fields for fields in csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL) if fields]
    widths = [len(fields) for fields in split if len(fields) > 1]
    if not widths:
        return False
    usual = max(set(widths), key=widths.count)
    rows = [fields for fields in split if len(fields) == usual]
    if extension in {"csv", "tsv", "xls", "xlsx", "et"}:
        return len(rows) >= 0.2 * len(split) and (usual > 2 or _have_figures(rows) or not _is_prose(lines))
    has_cells = delimiter == "\t" or _have_figures(rows[1:])
    return len(rows) >= max(2, 0.6 * len(split)) and has_cells and (usual > 2 or not _is_prose(lines))


def _have_figures(rows: list[list[str]]) -> bool:
    """Whether at least half of the rows have a field that is nothing but a number."""
    having = sum(any(FIGURE.fullmatch(field.strip()) for field in fields) for fields in rows)
    return 2 * having >= len(rows) > 0


def _is_prose(lines: list[str]) -> bool:
    """Whether at least a third of the lines are sentences."""
    sentences = sum(1 for line in lines if line.rstrip("”’）)\r ").endswith(("。", "；", "！", "？")))
    return 3 * sentences >= len(lines) > 0
