"""A file sent through the console goes the way of every file: into the inbox, under its month and prefecture.

Nothing is overwritten, nothing is executed, and the name is checked before anything is written.
"""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from domain.errors import SettingError, SubmissionError
from domain.period import Month
from reports.source_view import check_readable

LONGEST_NAME = 120
SAFE_NAME = re.compile(r"[^\\/:*?\"<>|\x00-\x1f\x7f]+")
RESERVED = ("receipts.csv", "synthetic.csv")
SUFFIXES = (
    ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".md", ".html", ".htm", ".mht", ".xml",
    ".docx", ".docm", ".wps", ".pdf", ".json", ".zip", ".eml",
)  # fmt: skip


class RefusedUpload(SubmissionError):
    """A file that is not taken: its name, type, size or content; nothing of it was kept."""

    code = "REFUSED_UPLOAD"


@dataclass(frozen=True, slots=True)
class Stored:
    """Where an upload lies in the inbox, relative to it; `is_known` when the same bytes lay there already."""

    source_file: str
    is_known: bool


def checked_name(name: str) -> str:
    """Return the name of an upload as it may be written. Raises RefusedUpload for path parts, script, odd names."""
    text = unicodedata.normalize("NFC", name).strip()
    if not SAFE_NAME.fullmatch(text) or text.startswith((".", "~$")) or len(text.encode()) > 2 * LONGEST_NAME:
        raise RefusedUpload("文件名里有不能用的字符或路径，或太长。请改成普通的文件名再上传。")
    if text.lower() in RESERVED:
        raise RefusedUpload("这个文件名是系统用的，请改名后再上传。")
    if Path(text).suffix.lower() not in SUFFIXES:
        raise RefusedUpload("这种文件不能作为报送文件。请上传 Excel、WPS、CSV、Word、PDF、文本、压缩包或邮件。")
    return text


def store(inbox: Path, period: str, prefecture: str, name: str, data: bytes) -> Stored:
    """Write an upload into the inbox, whole or not at all. Raises RefusedUpload when it cannot be read."""
    try:
        month = str(Month.parse(period))
    except ValueError as error:
        raise SettingError("月份请写成 2022-11 的样子。") from error
    name = checked_name(name)
    if not data:
        raise RefusedUpload("文件是空的。")
    check_readable(data, name)
    folder = inbox / month / prefecture
    folder.mkdir(parents=True, exist_ok=True)
    target, is_known = _free_place(folder, name, data)
    if not is_known:
        _write_whole(target, data)
    return Stored(target.relative_to(inbox).as_posix(), is_known)


def _free_place(folder: Path, name: str, data: bytes) -> tuple[Path, bool]:
    """A name that nothing else has yet; the same bytes under the same name are the same file."""
    path, number = folder / name, 1
    while path.exists():
        if path.read_bytes() == data:
            return path, True
        number += 1
        path = folder / f"{Path(name).stem}（{number}）{Path(name).suffix}"
    return path, False


def _write_whole(target: Path, data: bytes) -> None:
    """Write beside the place first: the inbox never shows half a file (names with a leading dot are left alone)."""
    partial = target.with_name(f".{secrets.token_hex(8)}.partial")
    with partial.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(target)
