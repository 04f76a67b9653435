"""An inbox of synthetic official forms: every prefecture and every county of the region sends one a month.

The form is the one of the samples (`samples.forms`): header block, a table with 序号, 指标名称, 代码, 计量单位, 本月,
本年累计, foot; a second sheet states stocks. About 580 cells and 160 figures a workbook. One workbook is written by the
samples' own writer, the others are the same with other numbers and another name: thousands are made in a minute.
Figures agree with each other (totals are sums of parts, a prefecture is the sum of its counties, years to date add up),
but for one digit too many in every twentieth form. Everything is invented, and every form says so.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from domain.catalog import Catalog, Indicator, Region
from samples.forms import FormRow, FormSheet, OfficialForm, write_form

FIRST_YEAR = 2012
FLOW_ROWS, STOCK_ROWS = 66, 27
WRONG_ONE_IN = 20
GRADES = ("VEN.BASE.NAT", "VEN.BASE.REG", "VEN.BASE.PREF", "VEN.BASE.COUNTY")
OF_ONE_PLACE = {"VEN.STM.OPENDAYS", "MED.TV.HOURS", "MED.RADIO.HOURS"}
"""Flows that a month bounds, so that a prefecture cannot be the sum of its counties."""
MARK = 7_000_000
"""Numbers from here on stand in the pattern workbook for the figures that each form fills in."""
_MARKED = re.compile(r"<v>(7\d{6})</v>")
REPORTER, PERIOD = "某单位某某", "1111年11月"
"""What stands in the pattern workbook for the name and the month."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who fills a form in: its region, the prefecture that sends it, and its share of the prefecture."""

    region: Region
    prefecture: Region
    share: float


class FormInbox:
    """Makes forms: the rows of the form, the pattern workbook, and the figures of every place and month."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.flows = _flows(catalog)
        self.stocks = _stocks(catalog)
        self.places = list(_places(catalog))
        self._parts = _read_parts(self._pattern())

    def write(self, inbox: Path, count: int) -> int:
        """Write so many forms, month after month; returns how many cells with content they have together."""
        files = self._files()
        for _ in range(count):
            path, data = next(files)
            target = inbox / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return count * self.cells

    @property
    def cells(self) -> int:
        """Cells with content in one workbook."""
        return sum(xml.count("<v>") for name, xml in self._parts.items() if name.startswith("xl/worksheets/"))

    def _files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (path in the inbox, bytes), month after month."""
        year = FIRST_YEAR
        while True:
            months = self._year(year)
            for month in range(1, 13):
                for number, place in enumerate(self.places):
                    flow, year_to_date, stock = (figures[number, :, month - 1] for figures in months)
                    wrong = (year * 12 + month + number) % WRONG_ONE_IN == 0
                    numbers = self._numbers(flow, year_to_date, stock, is_wrong=wrong)
                    path = f"{year}-{month:02d}/{place.prefecture.name_zh}/{place.region.name_zh}月报表.xlsx"
                    yield path, self._filled(place, f"{year}年{month}月", numbers)
            year += 1

    def _numbers(self, flow: np.ndarray, year_to_date: np.ndarray, stock: np.ndarray, *, is_wrong: bool) -> list[int]:
        flows = np.stack([flow, year_to_date], axis=1).reshape(-1)
        numbers = [int(number) for number in (*flows, *stock)]
        if is_wrong:
            numbers[4] *= 10
        return numbers

    def _filled(self, place: Place, period: str, numbers: Sequence[int]) -> bytes:
        """The pattern workbook with these numbers, in the order of the form, and this name and month."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
            for name, xml in self._parts.items():
                if name.startswith("xl/worksheets/"):
                    text = _MARKED.sub(lambda found: f"<v>{numbers[int(found[1]) - MARK]}</v>", xml)
                else:
                    text = (
                        xml.replace(REPORTER, f"{place.region.name_zh}科协")
                        .replace(PERIOD, period)
                        .replace("×××", "甲某")
                    )
                book.writestr(zipfile.ZipInfo(name, (2022, 12, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _pattern(self) -> bytes:
        marks = iter(range(MARK, MARK + 2 * FLOW_ROWS + STOCK_ROWS))
        flows = tuple(FormRow(i.code, i.name_zh, i.unit_base, (next(marks), next(marks))) for i in self.flows)
        stocks = tuple(FormRow(i.code, i.name_zh, i.unit_base, (next(marks),)) for i in self.stocks)
        sheets = (
            FormSheet("科普活动", "科普工作统计月报表", "新科协统01表", ("本月", "本年累计"), flows),
            FormSheet("科普阵地", "科普阵地统计月报表", "新科协统02表", ("期末数",), stocks),
        )
        return write_form(OfficialForm(REPORTER, 1111, 11, "2022年12月3日", sheets, is_synthetic=True))

    def _year(self, year: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Month, year to date and stock of a year. Shape of each: places × rows × 12."""
        draw = np.random.default_rng(year)
        flow = np.zeros((len(self.places), len(self.flows), 12))
        stock = np.zeros((len(self.places), len(self.stocks), 12))
        for number, place in enumerate(self.places):
            flow[number] = self._flow(place, draw)
            level = {i.code: round(max(2.0, _bound(i) * 0.02 * place.share)) + year - FIRST_YEAR for i in self.stocks}
            level["VEN.BASE.NUM"] = sum(level[code] for code in GRADES)
            stock[number] = np.array([[level[i.code]] * 12 for i in self.stocks])
        for number, place in enumerate(self.places):
            if place.region is place.prefecture:
                own = [n for n, other in enumerate(self.places) if other.prefecture is place.prefecture and n != number]
                flow[number], stock[number] = flow[own].sum(axis=0), stock[own].sum(axis=0)
        return flow, np.cumsum(flow, axis=2), stock

    def _flow(self, place: Place, draw: np.random.Generator) -> np.ndarray:
        """Twelve months of every flow of one place. Shape: rows × 12."""
        own: dict[str, np.ndarray] = {}
        sessions_of = {pair.participants_code: pair.sessions_code for pair in self._catalog.pairs}
        for indicator in self.flows:
            level = max(4.0, _bound(indicator) * 0.02 * place.share)
            own[indicator.code] = np.round(level * np.exp(draw.normal(0, 0.1, 12))) + 1
        for participants, sessions in sessions_of.items():
            if participants in own and sessions in own:
                own[participants] = np.round(own[sessions] * 40 * np.exp(draw.normal(0, 0.1, 12)))
        for indicator in sorted(self.flows, key=lambda one: one.identity != ">=each"):
            parts = [own[code] for code in indicator.parts if code in own]
            if parts:
                own[indicator.code] = np.max(parts, axis=0) if indicator.identity == ">=each" else np.sum(parts, axis=0)
        for kind in ("SESSIONS", "PARTICIPANTS"):
            total = own[f"ACT.ALL.{kind}"]
            own[f"ACT.ONLINE.{kind}"] = np.round(total * 0.2)
            own[f"ACT.OFFLINE.{kind}"] = total - own[f"ACT.ONLINE.{kind}"]
        return np.stack([own[indicator.code] for indicator in self.flows])


def _bound(indicator: Indicator) -> float:
    return indicator.plausible_max if indicator.plausible_max is not None else 1000.0


def _flows(catalog: Catalog) -> list[Indicator]:
    """The rows of the first sheet: monthly flows that are not bound to a season, core ones first."""
    wanted = [
        i
        for i in catalog.indicators.values()
        if (i.measure_type, i.frequency) == ("flow", "M")
        and not i.season_months
        and i.is_wording_of is None
        and i.code not in OF_ONE_PLACE
    ]
    return sorted(wanted, key=lambda i: i.tier != "core")[:FLOW_ROWS]


def _stocks(catalog: Catalog) -> list[Indicator]:
    """The rows of the second sheet: what stands at the end of the month."""
    wanted = [
        i
        for i in catalog.indicators.values()
        if (i.measure_type, i.frequency) == ("stock", "Q") and not i.is_wording_of
    ]
    return wanted[:STOCK_ROWS]


def _places(catalog: Catalog) -> Iterator[Place]:
    for prefecture in catalog.prefectures:
        counties = catalog.counties_of(prefecture.code)
        yield Place(prefecture, prefecture, 1.0)
        for county in counties:
            yield Place(county, prefecture, 1.0 / len(counties))


def _read_parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}
