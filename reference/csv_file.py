"""Read a stewards' CSV file into rows that know their file and line, and collect what is wrong with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from domain.errors import ReferenceDataError


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a reference file, by column."""

    file: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def many(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds several, written with `|`."""
        return tuple(part.strip() for part in self.values[column].split("|") if part.strip())


@dataclass
class Problems:
    """Everything wrong with the reference files, so that a steward mends all of it at once."""

    sentences: list[str] = field(default_factory=list)

    def add(self, row: Row, reason: str) -> None:
        """Note what is wrong with a row."""
        self.sentences.append(f"{row.file} 第{row.line}行：{reason}")

    def add_file(self, file: str, reason: str) -> None:
        """Note what is wrong with a file as a whole."""
        self.sentences.append(f"{file}：{reason}")

    def refuse(self) -> None:
        """Raise ReferenceDataError with every sentence, if there is one."""
        if self.sentences:
            count = len(self.sentences)
            raise ReferenceDataError(f"参考数据有{count}处错误，未装载：\n" + "\n".join(self.sentences))

    def number(self, row: Row, column: str) -> float | None:
        """Parse a cell as a number; blank is None, anything else is noted."""
        text = row[column].strip()
        if not text:
            return None
        try:
            return float(text)
        except ValueError:
            self.add(row, f"{column} 应为数字，实为“{text}”。")
            return None

    def day(self, row: Row, column: str) -> date | None:
        """Parse a cell as YYYY-MM-DD; blank is None, anything else is noted."""
        text = row[column].strip()
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.add(row, f"{column} 应为日期（如2022-12-07），实为“{text}”。")
            return None

    def flag(self, row: Row, column: str) -> bool:
        """Parse a cell as Y or N; anything else is noted."""
        if row[column] not in ("Y", "N"):
            self.add(row, f"{column} 应为Y或N，实为“{row[column]}”。")
        return row[column] == "Y"

    def months(self, row: Row, column: str) -> frozenset[int]:
        """Parse a cell as months of the year written 1|2|12."""
        parts = row.many(column)
        if not all(part.isdigit() and 1 <= int(part) <= 12 for part in parts):
            self.add(row, f"{column} 应为月份（如12|1|2），实为“{row[column]}”。")
            return frozenset()
        return frozenset(int(part) for part in parts)

    def choice(self, row: Row, column: str, allowed: Iterable[str]) -> str:
        """Return the cell; note it when it is none of the allowed words."""
        words = tuple(allowed)
        if row[column] not in words:
            self.add(row, f"{column}“{row[column]}”不在允许值之内：{'、'.join(word or '（空）' for word in words)}。")
        return row[column]

    def unique(self, rows: Iterable[Row], column: str) -> None:
        """Note every row whose code stands in an earlier row."""
        seen: dict[str, int] = {}
        for row in rows:
            if row[column] in seen:
                self.add(row, f"{column}“{row[column]}”与第{seen[row[column]]}行重复。")
            seen.setdefault(row[column], row.line)


def read_rows(data: bytes, file: str, columns: Sequence[str], problems: Problems) -> list[Row]:
    """Return the rows of a CSV file in UTF-8; note a missing column, and every row that is longer or shorter."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add_file(file, f"不是UTF-8编码（第{error.start + 1}字节）。")
        return []
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    if missing := [column for column in columns if column not in header]:
        problems.add_file(file, f"缺少列：{'、'.join(missing)}。")
        return []
    return list(_rows(reader, header, file, problems))


def _rows(reader: Iterable[list[str]], header: list[str], file: str, problems: Problems) -> Iterable[Row]:
    for cells in reader:
        line = reader.line_num  # type: ignore[attr-defined]  # csv.reader objects have it; typeshed names no type
        if not any(cell.strip() for cell in cells):
            continue
        row = Row(file, line, dict(zip(header, cells, strict=False)))
        if len(cells) != len(header):
            problems.add(row, f"应有{len(header)}列，实有{len(cells)}列（逗号未加引号？）。")
            continue
        yield row


def read_file(folder: Path, file: str) -> bytes | None:
    """Return the bytes of a reference file, or None when there is none."""
    path = folder / file
    return path.read_bytes() if path.is_file() else None
