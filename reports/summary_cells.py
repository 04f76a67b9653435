"""What the monthly 汇总表 says: 14 prefectures by core indicators, each cell a number or the reason why there is none.

`summary_data` turns plain rows of the published warehouse into a `SummaryData`; `reports.summary` draws it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

from domain.period import Month

Row = Mapping[str, object]

UNREPORTED_NAMES = {"not_reported": "未报", "failed": "文件无法使用", "returned": "已退回"}

BEIJING = timezone(timedelta(hours=8))

TOTAL_CODES = frozenset({"", "-", "NS", "AUD.ALL"})
"""Dimension codes that stand for no split; a figure for one audience is not the figure of the indicator."""
SPLIT_COLUMNS = ("audience_code", "channel_code", "venue_code", "funding_code")
CATEGORY_ORDER = (
    *("活动", "资料与作品", "科普传媒", "科普场地", "科普人员", "科普经费"),
    *("基层科普行动计划", "青少年科技教育", "科学素质与目标"),
)
WHAT_ORDER = {"SESSIONS": 0, "NUM": 0, "SUBMITTED": 0, "TRIPS": 0, "TOTAL": 2, "PARTICIPANTS": 2}
REPORTED_STATES = frozenset({"accepted", "provisional", "held", "nil", "validated", "harmonised", "read", "received"})


class Measure(StrEnum):
    """One sheet of the 汇总表."""

    YTD = "ytd"
    MONTH = "month"
    STOCK = "stock"
    YEAR_ON_YEAR = "year_on_year"

    @property
    def zh(self) -> str:
        """The name of the sheet."""
        return {"ytd": "本年累计", "month": "本月", "stock": "期末数", "year_on_year": "同比"}[self.value]


class CellState(StrEnum):
    """What a cell of the 汇总表 holds."""

    ACCEPTED = "accepted"
    PROVISIONAL = "provisional"
    DERIVED = "derived"  # 本月 as the difference of two sums to the month
    NOT_APPLICABLE = "not_applicable"  # the report says 无此项
    SPLIT = "split"  # only stated for parts, with no figure for the whole
    HELD = "held"
    MISSING = "missing"  # the prefecture reported, but not this
    NOT_REPORTED = "not_reported"
    UNKNOWN = "unknown"  # 同比 without last year's figure

    @property
    def has_number(self) -> bool:
        """Whether the cell shows a number."""
        return self in (CellState.ACCEPTED, CellState.PROVISIONAL, CellState.DERIVED)


@dataclass(frozen=True, slots=True)
class SummaryCell:
    """A cell: its state, and its value in the indicator's base unit (同比: a share, 0.05 is 5 %)."""

    state: CellState
    value: float | None = None
    qualifier: str = "exact"


@dataclass(frozen=True, slots=True)
class SummaryIndicator:
    """A line of the table."""

    code: str
    name_zh: str
    category: str
    unit: str
    measure_type: str
    is_additive: bool = True  # over prefectures


@dataclass(frozen=True, slots=True)
class SummaryReporter:
    """A column of the table: one prefecture, and what it sent."""

    region_code: str
    name_zh: str
    state: str
    received_at: str = ""
    is_on_time: bool | None = None
    files: int = 0
    found: int = 0
    accepted: int = 0
    provisional: int = 0
    held: int = 0
    is_synthetic: bool = False

    @property
    def state_zh(self) -> str:
        """The state as the office reads it: what is held or in doubt first."""
        if not self.has_reported:
            return UNREPORTED_NAMES.get(self.state, self.state)
        if self.held:
            return "有数字待核"
        return "有数字待说明" if self.provisional else "零报告" if self.state == "nil" else "已受理"

    @property
    def has_reported(self) -> bool:
        """Whether any readable report came in, a nil report included."""
        return self.state in REPORTED_STATES


@dataclass(frozen=True, slots=True)
class SummaryRows:
    """Rows of the published warehouse, as plain mappings.

    - `prefectures`: region_code, name_zh (all 14, in the order of the columns)
    - `indicators`: indicator_code, name_zh, category, unit_base, measure_type, aggregates_over_regions
    - `facts`: region_code, indicator_code, period, period_type, value, qualifier, status (accepted | provisional), and
      where there are any: state (reported | zero | not_applicable), scope, audience_code, channel_code, venue_code,
      funding_code. The month itself and, for 同比, the same month a year before
    - `held`: region_code, indicator_code, period_type of the numbers held
    - `reporters`: region_code, state, received_at, on_time, files, found, accepted, provisional, held, is_synthetic
    - `derived`: region_code, indicator_code, value: 本月 as a difference of two sums, where nothing better is stated;
      is_synthetic where one of the two sums is invented (such a difference is shown for invented reports only)
    """

    prefectures: Sequence[Row]
    indicators: Sequence[Row]
    facts: Sequence[Row] = ()
    held: Sequence[Row] = ()
    reporters: Sequence[Row] = ()
    derived: Sequence[Row] = ()


CellKey = tuple[str, str, Measure]
"""Region code, indicator code, measure."""


@dataclass(frozen=True)
class SummaryData:
    """Everything the 汇总表 shows."""

    month: Month
    reporters: tuple[SummaryReporter, ...]
    indicators: tuple[SummaryIndicator, ...]
    cells: Mapping[CellKey, SummaryCell]
    source: str  # from which published state it was made
    made_on: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def reported(self) -> tuple[SummaryReporter, ...]:
        """Those that reported."""
        return tuple(reporter for reporter in self.reporters if reporter.has_reported)

    @property
    def absent(self) -> tuple[SummaryReporter, ...]:
        """Those that did not, or whose files could not be read."""
        return tuple(reporter for reporter in self.reporters if not reporter.has_reported)

    def cell(self, region_code: str, indicator_code: str, measure: Measure) -> SummaryCell:
        """The cell of a prefecture, an indicator and a measure."""
        return self.cells[region_code, indicator_code, measure]

    def rows_of(self, measure: Measure) -> tuple[SummaryIndicator, ...]:
        """The indicators that a sheet shows: stocks on one, flows on the others."""
        is_stock = measure is Measure.STOCK
        return tuple(indicator for indicator in self.indicators if (indicator.measure_type == "stock") == is_stock)

    def total(self, indicator: SummaryIndicator, measure: Measure) -> tuple[SummaryCell | None, int]:
        """Sum over those that state it, and how many those are; a sum is as uncertain as its least certain part."""
        cells = [self.cell(reporter.region_code, indicator.code, measure) for reporter in self.reporters]
        stated = [cell for cell in cells if cell.state.has_number and cell.value is not None]
        if not stated or not indicator.is_additive or measure is Measure.YEAR_ON_YEAR:
            return None, len(stated)
        states = {cell.state for cell in stated}
        worst = (CellState.PROVISIONAL, CellState.DERIVED, CellState.ACCEPTED)
        state = next(state for state in worst if state in states)
        qualifiers = {cell.qualifier for cell in stated} - {"exact"}
        qualifier = "at_least" if qualifiers == {"at_least"} else "about" if qualifiers else "exact"
        return SummaryCell(state, sum(cell.value or 0 for cell in stated), qualifier), len(stated)


def summary_data(month: Month, rows: SummaryRows, *, source: str, made_on: str = "") -> SummaryData:
    """Arrange rows of the warehouse as the cells of the 汇总表 for a month.

    Source: issue of the monthly run, point 10: missing is marked, held is never shown as a number.
    """
    reporters = _reporters(rows)
    indicators = tuple(sorted((_indicator(row) for row in rows.indicators), key=_print_order))
    cells: dict[CellKey, SummaryCell] = {}
    lookup = _Lookup(month, rows)
    for reporter in reporters:
        for indicator in indicators:
            for measure in Measure:
                cells[reporter.region_code, indicator.code, measure] = lookup.cell(reporter, indicator.code, measure)
    return SummaryData(month, reporters, indicators, cells, source, made_on)


def _reporters(rows: SummaryRows) -> tuple[SummaryReporter, ...]:
    by_code = {str(row["region_code"]): row for row in rows.reporters}
    return tuple(
        _reporter(str(row["region_code"]), str(row["name_zh"]), by_code.get(str(row["region_code"]), {}))
        for row in rows.prefectures
    )


def _reporter(code: str, name: str, row: Row) -> SummaryReporter:
    on_time = row.get("on_time")
    return SummaryReporter(
        region_code=code,
        name_zh=name,
        state=str(row.get("state") or "not_reported"),
        received_at=_beijing_time(row.get("received_at")),
        is_on_time=None if on_time is None else bool(on_time),
        files=_count(row, "files"),
        found=_count(row, "found"),
        accepted=_count(row, "accepted"),
        provisional=_count(row, "provisional"),
        held=_count(row, "held"),
        is_synthetic=bool(row.get("is_synthetic")),
    )


def _print_order(indicator: SummaryIndicator) -> tuple[int, str, bool, str, int]:
    """Order lines as the yearbook does: by category, totals first, sessions above the people who attended."""
    known = indicator.category in CATEGORY_ORDER
    category = CATEGORY_ORDER.index(indicator.category) if known else len(CATEGORY_ORDER)
    stem, _, what = indicator.code.rpartition(".")
    return category, indicator.category, not stem.endswith(".ALL"), stem, WHAT_ORDER.get(what, 1)


def _beijing_time(moment: object) -> str:
    """Show an instant (UTC where no zone is stated) as offices in Xinjiang date their papers."""
    if isinstance(moment, str) and moment:
        moment = datetime.fromisoformat(moment)
    if not isinstance(moment, datetime):
        return ""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{zoned.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def _indicator(row: Row) -> SummaryIndicator:
    return SummaryIndicator(
        code=str(row["indicator_code"]),
        name_zh=str(row["name_zh"]),
        category=str(row.get("category") or ""),
        unit=str(row.get("unit_base") or ""),
        measure_type=str(row.get("measure_type") or "flow"),
        is_additive=str(row.get("aggregates_over_regions") or "sum") == "sum",
    )


def _count(row: Row, name: str) -> int:
    value = row.get(name)
    return int(value) if isinstance(value, int | float) else 0


def _number(row: Row) -> float | None:
    value = row.get("value")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


class _Lookup:
    """Facts by what they are about, so that each cell is one look-up."""

    def __init__(self, month: Month, rows: SummaryRows) -> None:
        last_year = Month(month.year - 1, month.number)
        self._now = _by_key(row for row in rows.facts if row.get("period") == str(month))
        self._last_year = _by_key(row for row in rows.facts if row.get("period") == str(last_year))
        self._held = {_key(row) for row in rows.held}
        self._derived = {(str(row["region_code"]), str(row["indicator_code"])): row for row in rows.derived}
        self._makers: Mapping[Measure, Callable[[str, str], SummaryCell]] = {
            Measure.YTD: lambda region, code: self._stated(region, code, "ytd"),
            Measure.STOCK: lambda region, code: self._stated(region, code, "stock"),
            Measure.MONTH: self._month,
            Measure.YEAR_ON_YEAR: self._year_on_year,
        }

    def cell(self, reporter: SummaryReporter, code: str, measure: Measure) -> SummaryCell:
        """Make a cell; whoever has not reported has no cell but 未报."""
        cell = self._makers[measure](reporter.region_code, code)
        if cell.state is CellState.DERIVED and self._mixes(reporter, code):
            cell = SummaryCell(CellState.MISSING)
        if not reporter.has_reported and cell.state in (CellState.MISSING, CellState.UNKNOWN):
            return SummaryCell(CellState.NOT_REPORTED)
        return cell

    def _mixes(self, reporter: SummaryReporter, code: str) -> bool:
        """Whether a difference takes an invented sum from a real one."""
        return bool(self._derived[reporter.region_code, code].get("is_synthetic")) and not reporter.is_synthetic

    def _stated(self, region: str, code: str, period_type: str) -> SummaryCell:
        rows = self._now.get((region, code, period_type), [])
        if rows:
            return _whole(rows)
        is_held = (region, code, period_type) in self._held
        return SummaryCell(CellState.HELD if is_held else CellState.MISSING)

    def _month(self, region: str, code: str) -> SummaryCell:
        stated = self._stated(region, code, "month")
        difference = self._derived.get((region, code))
        if stated.state is CellState.MISSING and difference is not None and _number(difference) is not None:
            return SummaryCell(CellState.DERIVED, _number(difference), str(difference.get("qualifier") or "exact"))
        return stated

    def _year_on_year(self, region: str, code: str) -> SummaryCell:
        now = self._stated(region, code, "ytd")
        before = self._last_year.get((region, code, "ytd"), [])
        if not before or not now.state.has_number:
            return SummaryCell(CellState.UNKNOWN)
        base = _whole(before)
        if now.value is None or not base.value or not base.state.has_number:
            return SummaryCell(CellState.UNKNOWN)
        is_bound = "at_least" in (now.qualifier, base.qualifier)
        state = CellState.PROVISIONAL if CellState.PROVISIONAL in (now.state, base.state) else CellState.ACCEPTED
        return SummaryCell(state, now.value / base.value - 1, "about" if is_bound else "exact")


def _key(row: Row) -> tuple[str, str, str]:
    return str(row.get("region_code")), str(row.get("indicator_code")), str(row.get("period_type"))


def _by_key(rows: Iterable[Row]) -> dict[tuple[str, str, str], list[Row]]:
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if str(row.get("scope") or "default") == "default":
            found[_key(row)].append(row)
    return found


def _whole(rows: Sequence[Row]) -> SummaryCell:
    """The figure for the whole indicator among rows that may be splits; never a sum of splits."""

    def splits(row: Row) -> int:
        return sum(str(row.get(column) or "") not in TOTAL_CODES for column in SPLIT_COLUMNS)

    fewest = min(map(splits, rows))
    candidates = [row for row in rows if splits(row) == fewest]
    if len({_number(row) for row in candidates}) > 1:
        return SummaryCell(CellState.SPLIT)
    row = candidates[0]
    if row.get("state") == "not_applicable":
        return SummaryCell(CellState.NOT_APPLICABLE)
    state = CellState.PROVISIONAL if row.get("status") == "provisional" else CellState.ACCEPTED
    return SummaryCell(state, _number(row), str(row.get("qualifier") or "exact"))
