"""Bytes of one submitted file to Documents: what the file is, what it contains, and what could not be read.

read_bytes ─ recognise ─┬─ one reader          → one Document
                        └─ zip, mail           → each member again, down to `Limits.depth`
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.answers import stated_only
from domain.document import Document
from domain.errors import LimitExceeded, SubmissionError, UnsupportedFormat
from intake.readers import refusals
from intake.readers.decode import DecodedText
from intake.readers.recognise import Format, Recognised, recognise
from intake.readers.source import Limits, Source
from intake.readers.zip_members import Member, is_litter, members

__all__ = ["Limits", "MemberFailure", "ReadResult", "read_bytes", "what_is_stated"]

DEFAULT_LIMITS = Limits()
CONTAINERS = {Format.ZIP, Format.MAIL}
EXPECTED_EXTENSIONS = {
    Format.XLSX: {"xlsx", "xlsm", "xltx", "xltm", "et"},
    Format.OLE2: {"xls", "et", "xlt", "ett"},
    Format.ODS: {"ods"},
    Format.CSV: {"csv", "txt"},
    Format.TSV: {"tsv", "csv", "txt", "tab"},
    Format.TEXT: {"txt", "md", "text", "markdown"},
    Format.HTML: {"html", "htm", "mht", "mhtml"},
    Format.SPREADSHEET_XML: {"xml"},
    Format.DOCX: {"docx", "docm", "dotx", "wps"},
    Format.PDF: {"pdf"},
    Format.JSON: {"json"},
    Format.ZIP: {"zip"},
    Format.MAIL: {"eml", "mht", "mhtml"},
}
NAMES_ZH = {
    Format.XLSX: "Excel 工作簿（xlsx）",
    Format.OLE2: "旧版 Excel 工作簿（xls）",
    Format.ODS: "OpenDocument 表格（ods）",
    Format.CSV: "逗号分隔的文本（csv）",
    Format.TSV: "制表符分隔的文本",
    Format.TEXT: "纯文本",
    Format.HTML: "网页（html）",
    Format.SPREADSHEET_XML: "XML 电子表格",
    Format.DOCX: "Word 文档（docx）",
    Format.PDF: "PDF 文件",
    Format.JSON: "JSON 数据",
    Format.ZIP: "压缩包（zip）",
    Format.MAIL: "邮件（eml）",
}


@dataclass(frozen=True, slots=True)
class MemberFailure:
    """A member of a container that could not be read; `message` is a sentence for its sender."""

    member: str
    error_code: str
    rule_id: str
    message: str


@dataclass(frozen=True, slots=True)
class ReadResult:
    """Everything one file holds. `ignored` are members left behind by systems and open programs."""

    documents: tuple[Document, ...] = ()
    failures: tuple[MemberFailure, ...] = ()
    ignored: tuple[str, ...] = ()


def read_bytes(data: bytes, file_name: str, limits: Limits = DEFAULT_LIMITS) -> ReadResult:
    """Read one submitted file, whatever its format.

    The member of a plain file is ''. Raises a SubmissionError with a sentence for the sender when the file as a whole
    cannot be read; a bad member of a zip or mail is a failure in the result, and the others are read.
    """
    return _Reading(limits).read(Source(data, file_name, "", limits))


def what_is_stated(result: ReadResult) -> ReadResult:
    """The result without what states nothing: our own sheets 反馈, the reference columns of our own template."""
    return replace(result, documents=tuple(stated_only(document) for document in result.documents))


@dataclass(slots=True)
class _Reading:
    """Carries what all members together may cost."""

    limits: Limits
    member_count: int = 0
    unpacked_size: int = 0

    def read(self, source: Source, depth: int = 0) -> ReadResult:
        if len(source.data) > self.limits.size:
            raise LimitExceeded(refusals.too_large(len(source.data), self.limits.size))
        recognised = recognise(source)
        if recognised.format is Format.PDF:
            return read_pdf(source)
        if recognised.format not in CONTAINERS:
            document = read_recognised(source, recognised)
            return ReadResult((with_extension_note(document, source, recognised.format),))
        if depth >= self.limits.depth:
            raise LimitExceeded(f"压缩包或邮件嵌套超过 {self.limits.depth} 层，不再展开。请直接报送其中的文件。")
        return self._read_members(source, recognised, depth)

    def _read_members(self, source: Source, recognised: Recognised, depth: int) -> ReadResult:
        results = [
            ReadResult((item,)) if isinstance(item, Document) else self._read_member(source, item, depth)
            for item in _open_container(source, recognised)
        ]
        return ReadResult(
            tuple(document for result in results for document in result.documents),
            tuple(failure for result in results for failure in result.failures),
            tuple(name for result in results for name in result.ignored),
        )

    def _read_member(self, container: Source, member: Member, depth: int) -> ReadResult:
        path = member.name if not container.member else f"{container.member}/{member.name}"
        if is_litter(member.name):
            return ReadResult(ignored=(path,))
        try:
            self._count(member)
            inner = Source(member.data, member.name.rpartition("/")[2], path, self.limits)
            return self.read(inner, depth + 1)
        except SubmissionError as error:
            return ReadResult(failures=(_failure(path, error),))

    def _count(self, member: Member) -> None:
        if member.problem is not None:
            raise member.problem
        self.member_count += 1
        self.unpacked_size += len(member.data)
        if self.member_count > self.limits.members or self.unpacked_size > self.limits.unpacked_size:
            raise LimitExceeded("压缩包或邮件里的文件总数或总大小超出上限，此后的文件没有读取。请拆分后重新报送。")


def _open_container(source: Source, recognised: Recognised) -> Iterator[Member | Document]:
    if recognised.format is Format.ZIP:
        return members(source)
    from intake.readers.mail import open_mail

    return open_mail(source)


def read_pdf(source: Source) -> ReadResult:
    """Read a PDF; its pages that are only images are failures beside the text of the others."""
    from intake.readers import pdf

    content = pdf.read(source)
    document = with_extension_note(content.document, source, Format.PDF)
    failures = (_failure(source.member, UnsupportedFormat(sentence)) for sentence in content.failures)
    return ReadResult((document,), tuple(failures))


def _failure(member: str, error: SubmissionError) -> MemberFailure:
    return MemberFailure(member, error.code, error.rule_id, error.message)


def read_recognised(source: Source, recognised: Recognised) -> Document:
    """Hand a single file to its reader; readers are imported only when their format turns up."""
    reader, decoded = recognised.format, recognised.decoded
    if reader in {Format.XLSX, Format.OLE2, Format.ODS, Format.DOCX}:
        return _read_binary(source, reader)
    if decoded is None:
        raise AssertionError(f"no text for {reader}")
    return _read_text(source, reader, decoded)


def _read_binary(source: Source, reader: Format) -> Document:
    if reader is Format.XLSX:
        from intake.readers import xlsx

        return xlsx.read(source)
    if reader is Format.OLE2:
        from intake.readers import xls

        return xls.read(source)
    if reader is Format.ODS:
        from intake.readers import ods

        return ods.read(source)
    from intake.readers import word

    return word.read(source)


def _read_text(source: Source, reader: Format, decoded: DecodedText) -> Document:
    if reader in {Format.CSV, Format.TSV}:
        from intake.readers import delimited

        return delimited.read(source, decoded, delimiter="\t" if reader is Format.TSV else None)
    if reader is Format.HTML:
        from intake.readers import html_tables

        return html_tables.read(source, decoded)
    if reader is Format.SPREADSHEET_XML:
        from intake.readers import spreadsheet_xml

        return spreadsheet_xml.read(source, decoded)
    if reader is Format.JSON:
        from intake.readers import json_push

        return json_push.read(source, decoded)
    from intake.readers import prose

    return prose.read(source, decoded)


def with_extension_note(document: Document, source: Source, found: Format) -> Document:
    """Note when the extension claims another format than the content is."""
    if found is Format.OLE2 and document.format != "xls":
        found = Format(document.format)  # what an encrypted file turned out to be
    if not source.extension or source.extension in EXPECTED_EXTENSIONS[found]:
        return document
    note = f"扩展名是 .{source.extension}，内容却是{NAMES_ZH[found]}；已按内容读取。"
    return replace(document, notes=(*document.notes, note))
