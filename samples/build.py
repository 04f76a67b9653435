"""Rebuild `samples/inbox`, `expected.csv` and `synthetic.csv`: the same bytes every time.

Run from the checkout: `python -m samples.build`.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path

from samples.history import history_samples
from samples.november import november_samples
from samples.submission import Expected, Sample

HERE = Path(__file__).resolve().parent


def all_samples() -> list[Sample]:
    """Return every file of the sample inbox, by path."""
    return sorted([*history_samples(), *november_samples()], key=lambda sample: sample.path)


def sample_files() -> dict[str, bytes]:
    """Return the generated files by their path under `samples/`."""
    samples = all_samples()
    files = {f"inbox/{sample.path}": sample.data for sample in samples}
    files["inbox/receipts.csv"] = _receipts(samples)
    files["synthetic.csv"] = _synthetic(samples)
    files["expected.csv"] = _expected(samples)
    return files


def build(folder: Path = HERE) -> list[Path]:
    """Write every generated file under the folder and return their paths; an older inbox there is replaced."""
    shutil.rmtree(folder / "inbox", ignore_errors=True)
    written = []
    for name, data in sample_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    return written


def _receipts(samples: Sequence[Sample]) -> bytes:
    return _table(("source_file", "received_at"), ((sample.path, sample.received_at) for sample in samples))


def _synthetic(samples: Sequence[Sample]) -> bytes:
    return _table(("path", "reason"), ((sample.path, sample.invented) for sample in samples if sample.invented))


def _expected(samples: Sequence[Sample]) -> bytes:
    header = ("path", *(field.name for field in fields(Expected)))
    return _table(
        header,
        ((sample.path, *map(_cell, astuple(figure))) for sample in samples for figure in sample.expected),
    )


def _cell(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) and value != int(value) else _plain(value)


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, int | float) else str(value)


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


if __name__ == "__main__":
    build()
