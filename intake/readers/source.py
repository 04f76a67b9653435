"""What every reader is given: the bytes, their name, and how much reading them may cost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.errors import LimitExceeded

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one submitted file may cost. Sizes are in bytes.

    The largest real submission seen is 0.5 MB; a 20,000-row sheet is 2 MB, unpacks to 30 MB and holds 400,000 cells.
    Formatted empty rows compress 100 to 1, so the ratio counts only once `free_unpacked_size` is passed.
    """

    size: int = 64 * MEBIBYTE
    unpacked_size: int = 768 * MEBIBYTE
    free_unpacked_size: int = 96 * MEBIBYTE
    ratio: int = 200
    members: int = 1000
    depth: int = 4
    cells: int = 4_000_000
    paragraphs: int = 100_000
    pages: int = 300


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one member of a container (`member` is its path inside; '' for the file itself)."""

    data: bytes
    file_name: str
    member: str = ""
    limits: Limits = Limits()

    @property
    def extension(self) -> str:
        """The extension in lower case without the dot; '' if there is none."""
        _, dot, extension = self.file_name.rpartition(".")
        return extension.lower() if dot else ""

    def holding(self, data: bytes) -> Source:
        """The same file with other bytes, for instance decrypted ones."""
        return replace(self, data=data)


def check_cells(rows: int, columns: int, limits: Limits, where: str) -> None:
    """Raise LimitExceeded for an area that would cost more cells than one file may have."""
    if rows * columns > limits.cells:
        raise LimitExceeded(
            f"{where}的有内容区域达 {rows} 行 × {columns} 列，超出可读取的上限（{limits.cells} 个单元格）。"
            "请删除远处零星的内容和多余的空行空列，另存后重新报送。"
        )


def check_paragraphs(count: int, limits: Limits) -> None:
    """Raise LimitExceeded for a text of more paragraphs than one file may have."""
    if count > limits.paragraphs:
        raise LimitExceeded(f"文件有 {count} 个段落，超出可读取的上限（{limits.paragraphs} 段）。请拆分后重新报送。")
