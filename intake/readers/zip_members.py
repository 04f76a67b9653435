"""zip archives: members with names as their sender saw them, never written to disk."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import LimitExceeded, ProtectedFile, SubmissionError, UnreadableSubmission, UnsupportedFormat
from intake.readers import refusals
from intake.readers.package import ENCRYPTED, check_unpacked, open_archive
from intake.readers.source import Source

UTF8_NAME = 0x800
EMPTY_ZIP = "压缩包里没有文件。请检查后重新报送。"
PASSWORD = "压缩包设有密码，无法读取。请去掉密码后重新报送。"
LINK = "压缩包里的这一项是链接，不是文件，没有读取。请放入文件本身后重新压缩。"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a container: its bytes, or why they cannot be had."""

    name: str
    data: bytes = b""
    problem: SubmissionError | None = None


def members(source: Source) -> Iterator[Member]:
    """Unpack the files of an archive one by one; system and temporary files are left out (see `is_litter`).

    Raises UnreadableSubmission or LimitExceeded for the archive as a whole.
    """
    archive = open_archive(source.data, source.limits, refusals.BROKEN_ZIP)
    entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    check_unpacked(entries, len(source.data), source.limits)
    if not entries:
        raise UnreadableSubmission(EMPTY_ZIP)
    taken: set[str] = set()
    for entry in entries:
        name = _free_name(safe_name(sender_name(entry)), taken)
        yield _unpack(archive, entry, name, source)


def is_litter(name: str) -> bool:
    """Whether a file is left behind by a system or an open program, and never holds a report."""
    folders, _, last = name.rpartition("/")
    return (
        "__MACOSX" in folders.split("/")
        or last.startswith(("~$", "._", ".~"))
        or last.lower() in {".ds_store", "thumbs.db", "desktop.ini"}
    )


def sender_name(entry: zipfile.ZipInfo) -> str:
    """The name as the sender saw it: Windows in China writes GBK without saying so, which Python reads as cp437."""
    if entry.flag_bits & UTF8_NAME:
        return entry.filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def safe_name(name: str) -> str:
    """The path without anything that leads out of the archive: no drive, no root, no parent folders."""
    cleaned = "".join(character for character in name.replace("\\", "/") if character.isprintable())
    parts = [part.strip() for part in cleaned.split("/")]
    kept = [part for part in parts if part not in {"", ".", ".."} and not (len(part) == 2 and part[1] == ":")]
    return "/".join(kept) or "未命名"


def _free_name(name: str, taken: set[str]) -> str:
    """The name, numbered if the archive holds it already."""
    unique, number = name, 1
    while unique in taken:
        number += 1
        stem, dot, extension = name.rpartition(".")
        unique = f"{stem}({number}).{extension}" if dot else f"{name}({number})"
    taken.add(unique)
    return unique


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, source: Source) -> Member:
    if entry.flag_bits & ENCRYPTED:
        return Member(name, problem=ProtectedFile(PASSWORD))
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Member(name, problem=UnsupportedFormat(LINK))
    if entry.file_size > source.limits.size:
        return Member(name, problem=LimitExceeded(refusals.too_large(entry.file_size, source.limits.size)))
    try:
        return Member(name, archive.read(entry))
    except refusals.ZIP_ERRORS:
        return Member(name, problem=UnreadableSubmission(refusals.BROKEN_ZIP))
