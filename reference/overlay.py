"""Reference data confirmed in use: the home folder's own aliases, merged over the project's."""

from __future__ import annotations

import csv
import os
from pathlib import Path

COLUMNS = ("kind", "wording", "code", "reason", "confirmed_by", "confirmed_on")


def overlay_folder(home: Path) -> Path:
    """Where a home folder keeps what stewards confirmed."""
    return home / "reference"


def confirmed_overlay(home: Path) -> Path | None:
    """The home folder's own reference data, when it has any: what `load_catalog` merges."""
    folder = overlay_folder(home)
    return folder if folder.is_dir() else None


def own_files(home: Path) -> dict[str, bytes]:
    """The bytes of a home folder's own reference files by name: what a run knew besides the project's."""
    return {path.name: path.read_bytes() for path in sorted(overlay_folder(home).glob("*.csv"))}


def confirm_alias(folder: Path, kind: str, wording: str, code: str, reason: str) -> None:
    """Note that a wording means a code; the same alias twice is one; the file can go to reference/ as it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "aliases.csv"
    rows = _rows(path)
    if any((row["kind"], row["wording"], row["code"]) == (kind, wording, code) for row in rows):
        return
    rows.append({"kind": kind, "wording": wording, "code": code, "reason": reason})
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
