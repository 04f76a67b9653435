"""Zip packages of office files, opened with limits: nothing unpacks to more than one file may cost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from domain.errors import LimitExceeded, ProtectedFile, UnreadableSubmission
from intake.readers import refusals
from intake.readers.source import Limits, Source

PIECE = 4 * 1024 * 1024
ENCRYPTED = 0x1
ENTRY_MARK = b"PK\x01\x02"
MARKS_PER_MEMBER = 20  # archives inside an archive, stored as they are, show their entries too


class Package:
    """A zip whose entries have been checked against the limits before any is unpacked."""

    def __init__(self, source: Source, broken: str) -> None:
        self._broken = broken
        self._archive = open_archive(source.data, source.limits, broken)
        self.entries = self._archive.infolist()
        check_unpacked(self.entries, len(source.data), source.limits)
        self._names = {entry.filename.replace("\\", "/").lower(): entry for entry in self.entries}
        if len(self._names) != len(self.entries):
            raise UnreadableSubmission(broken)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def names(self) -> tuple[str, ...]:
        """The names of all parts, in lower case."""
        return tuple(self._names)

    def read(self, name: str) -> bytes:
        """Unpack one part, its checksum verified; raises UnreadableSubmission when it is missing or broken."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Unpack one part piece by piece, so that a huge one never stands in memory whole."""
        entry = self._names.get(name.lower())
        if entry is None:
            raise UnreadableSubmission(self._broken)
        if entry.flag_bits & ENCRYPTED:
            raise ProtectedFile(refusals.PASSWORD)
        try:
            with self._archive.open(entry) as part:
                while piece := part.read(PIECE):
                    yield piece
        except refusals.ZIP_ERRORS as error:
            raise UnreadableSubmission(self._broken) from error

    def xml(self, name: str) -> bytes:
        """Unpack an XML part that must not define entities; raises UnreadableSubmission if it does."""
        return refuse_entities(self.read(name))


def open_archive(data: bytes, limits: Limits, broken: str) -> zipfile.ZipFile:
    """Open a zip that lists a sensible number of entries.

    Raises LimitExceeded before a list of millions is read into memory, UnreadableSubmission with the sentence
    `broken` for a list that cannot be read.
    """
    if data.count(ENTRY_MARK) > MARKS_PER_MEMBER * limits.members:
        raise LimitExceeded(f"压缩包里的文件超出上限（{limits.members} 个）。请拆分后重新报送。")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except refusals.ZIP_ERRORS as error:
        raise UnreadableSubmission(broken) from error


def check_unpacked(entries: list[zipfile.ZipInfo], packed_size: int, limits: Limits) -> None:
    """Raise LimitExceeded when the entries together would unpack to too much, or there are too many."""
    if len(entries) > limits.members:
        raise LimitExceeded(f"压缩包里有 {len(entries)} 个文件，超出上限（{limits.members} 个）。请拆分后重新报送。")
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = unpacked > limits.free_unpacked_size and unpacked > limits.ratio * packed_size
    if unpacked > limits.unpacked_size or is_bomb:
        raise LimitExceeded(
            f"文件解压后达 {unpacked // 1_000_000} MB，超出允许的范围，不予读取。"
            "请删除多余的空行、图片或附件，另存后重新报送。"
        )


def refuse_entities(xml: bytes) -> bytes:
    """Hand back XML that defines no entities; office formats never do, only attacks."""
    head = xml[:8192]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:8]:
        raise UnreadableSubmission(refusals.ENTITIES)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in xml:
        raise UnreadableSubmission(refusals.ENTITIES)
    return xml
