"""Write the bulletin of a month, 科普统计月报, in Word and HTML, from the published file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from reports.bulletin_content import bulletin_paper
from reports.bulletin_data import BulletinData, bulletin_data
from reports.bulletin_page import bulletin_page
from reports.bulletin_word import bulletin_word
from warehouse.bulletin import bulletin_rows


def write_bulletin(home: Path, period: str, folder: Path, *, made_on: date, release: int | None = None) -> list[Path]:
    """Write both files into a folder and return their paths; the same published content and day give the same bytes.

    Raises NotFound for a month without data or a release that is not its own, SettingError without a Chinese font.
    """
    data = bulletin_data(bulletin_rows(home, period, release), made_on=made_on)
    paper = bulletin_paper(data)
    stem = folder / f"{data.month.zh}科普统计月报（{_edition(data)}）"
    word, page = stem.with_name(stem.name + ".docx"), stem.with_name(stem.name + ".html")
    contents = {
        word: bulletin_word(paper, datetime.combine(made_on, time(), UTC)),
        page: bulletin_page(paper).encode(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        path.write_bytes(content)
    return [word, page]


def _edition(data: BulletinData) -> str:
    return "工作稿" if data.release is None else f"第{data.release.release_number}号发布"
