"""What the bulletin knows: the cells of the month and of the months it is compared with, and who reported.

The cells are those of the 汇总表 (`reports.summary_cells`), so that both papers show one number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from domain.period import Month
from reports.summary import short_name
from reports.summary_cells import (
    REPORTED_STATES,
    CellState,
    Measure,
    Row,
    SummaryCell,
    SummaryData,
    SummaryIndicator,
    SummaryReporter,
    SummaryRows,
    summary_data,
)
from warehouse.bulletin import BulletinRows
from warehouse.releases import Release

PER_PERSONS = 10_000
PLAN_GROUPS = ("AUD.YOUTH", "AUD.FARMER", "AUD.WORKER", "AUD.ELDER", "AUD.CADRE")
"""The order in which the national plan (国发〔2021〕9号) names its groups."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came from one prefecture: how late in days (0: in time), files nobody can use, came after the closing."""

    reporter: SummaryReporter
    days_late: int = 0
    unusable: tuple[str, ...] = ()
    is_after_closing: bool = False
    repeat: int = 0
    not_a_statistic: int = 0

    @property
    def name(self) -> str:
        """The short name."""
        return short_name(self.reporter.name_zh)

    @property
    def has_numbers(self) -> bool:
        """Whether anything of it stands in the facts."""
        return self.reporter.accepted + self.reporter.provisional > 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sums over the same prefectures, and how many more cannot be compared because one figure is a bound."""

    now: float
    before: float
    reporters: tuple[SummaryReporter, ...]
    is_invented: bool = False  # any of them
    bounds: int = 0
    mixed: int = 0  # one of the two figures is invented

    @property
    def count(self) -> int:
        """How many prefectures are compared."""
        return len(self.reporters)

    @property
    def change(self) -> float:
        """By how much it rose."""
        return self.now - self.before

    @property
    def ratio(self) -> float | None:
        """The change as a share of the earlier sum."""
        return self.change / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class _Pair:
    """The figures of one prefecture for two months."""

    reporter: SummaryReporter
    now: SummaryCell
    before: SummaryCell
    is_invented: bool
    was_invented: bool

    @property
    def is_same_kind(self) -> bool:
        return self.is_invented == self.was_invented

    @property
    def is_exact(self) -> bool:
        return self.now.qualifier == self.before.qualifier == "exact"


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule failed, in how many prefectures, and its sentence with × for what differs each time."""

    rule_id: str
    effect: str
    failed: int
    prefectures: int
    wording: str


@dataclass(frozen=True, slots=True)
class AudienceGroup:
    """One of the plan's five groups: how many indicators each prefecture states of it (0: held, or only named)."""

    code: str
    name: str
    stated: Mapping[str, int]  # by region code
    held: frozenset[str]  # region codes with a figure that waits
    invented: frozenset[str]  # region codes


@dataclass(frozen=True)
class BulletinData:
    """Everything the bulletin of a month shows; `months` hold the cells of this year so far and of a year before."""

    month: Month
    made_on: date
    release: Release | None
    months: Mapping[str, SummaryData]
    invented_keys: frozenset[tuple[str, str, str, Measure]]  # period, region, indicator, measure
    arrivals: tuple[Arrival, ...]
    population: Mapping[str, float]
    rules: tuple[RuleCount, ...] = ()
    decisions: tuple[Row, ...] = ()
    open_issues: int = 0
    changed_since: tuple[str, ...] = field(default=())
    audiences: tuple[AudienceGroup, ...] = ()

    @property
    def summary(self) -> SummaryData:
        """The cells of the month itself."""
        return self.months[str(self.month)]

    @cached_property
    def has_invented(self) -> bool:
        """Whether any figure or file of the month is synthetic."""
        return any(period == str(self.month) for period, *_ in self.invented_keys) or any(
            arrival.reporter.is_synthetic for arrival in self.arrivals
        )

    def is_invented(self, region: str, code: str, measure: Measure, month: Month | None = None) -> bool:
        """Whether the figure comes from a synthetic file, or follows from sums of synthetic files."""
        if month is None and self.cell(region, code, measure).state is CellState.DERIVED:
            measure = Measure.YTD
        return (str(month or self.month), region, code, measure) in self.invented_keys

    def cell(self, region: str, code: str, measure: Measure) -> SummaryCell:
        """A cell of the month."""
        return self.summary.cell(region, code, measure)

    def numbers(self, code: str, measure: Measure) -> list[tuple[SummaryReporter, SummaryCell]]:
        """Those that state a number, in the order of the prefectures."""
        pairs = [(one, self.cell(one.region_code, code, measure)) for one in self.summary.reporters]
        return [(one, cell) for one, cell in pairs if cell.state.has_number and cell.value is not None]

    def invented(self, code: str, measure: Measure) -> list[tuple[SummaryReporter, SummaryCell]]:
        """Those of `numbers` whose figure is synthetic."""
        return [pair for pair in self.numbers(code, measure) if self.is_invented(pair[0].region_code, code, measure)]

    def rate(self, region: str, code: str, measure: Measure) -> float | None:
        """Per 10,000 residents of the census of 2020; None without a number."""
        value, persons = self.cell(region, code, measure).value, self.population.get(region)
        return None if value is None or not persons else PER_PERSONS * value / persons

    def compare(self, code: str, measure: Measure, earlier: Month) -> Comparison:
        """Compare with an earlier month over those that state an exact figure in both, both real or both invented."""
        pairs = [pair for pair in self._pairs(code, measure, earlier) if pair.is_same_kind]
        exact = [pair for pair in pairs if pair.is_exact]
        return Comparison(
            now=sum(pair.now.value or 0 for pair in exact),
            before=sum(pair.before.value or 0 for pair in exact),
            reporters=tuple(pair.reporter for pair in exact),
            is_invented=any(pair.is_invented for pair in exact),
            bounds=len(pairs) - len(exact),
            mixed=len(self._pairs(code, measure, earlier)) - len(pairs),
        )

    def _pairs(self, code: str, measure: Measure, earlier: Month) -> list[_Pair]:
        """Those that state the indicator in both months."""
        then = self.months.get(str(earlier))
        found: list[_Pair] = []
        if then is None:
            return found
        for one, cell in self.numbers(code, measure):
            before = then.cell(one.region_code, code, measure)
            if before.state.has_number and before.value is not None:
                place = (one.region_code, code, measure)
                found.append(_Pair(one, cell, before, self.is_invented(*place), self.is_invented(*place, earlier)))
        return found

    @property
    def previous(self) -> Month | None:
        """The month before in the same year: sums start anew in January."""
        return None if self.month.number == 1 else self.month.previous

    @property
    def year_ago(self) -> Month:
        """The same month a year before."""
        return Month(self.month.year - 1, self.month.number)


def bulletin_data(rows: BulletinRows, *, made_on: date) -> BulletinData:
    """Arrange the rows of a month; `made_on` is the day on the paper."""
    month = Month.parse(rows.period)
    invented = _invented(rows["bulletin_facts"])
    arrivals = _arrivals(rows)
    months = _months(rows, month, invented, arrivals)
    reporters = {one.region_code: one for one in months[str(month)].reporters}
    return BulletinData(
        month=month,
        made_on=made_on,
        release=rows.release,
        months=months,
        invented_keys=invented,
        arrivals=tuple(_arrival(row, reporters[str(row["region_code"])], rows) for row in arrivals),
        population={str(row["region_code"]): _number(row["persons"]) for row in rows["bulletin_population"]},
        rules=tuple(_rule_count(row) for row in rows["bulletin_rules"]),
        decisions=tuple(rows["bulletin_decisions"]),
        open_issues=sum(int(_number(r["issues"])) for r in rows["bulletin_issues"] if r["status"] == "open"),
        changed_since=rows.changed_since,
        audiences=tuple(_audience_groups(rows["bulletin_audience"])),
    )


def _audience_groups(rows: Sequence[Row]) -> Iterator[AudienceGroup]:
    """One group of the plan each, also those of which nobody speaks."""
    names = {str(row["group_code"]): str(row["group_name"]) for row in rows}
    for code, name in sorted(names.items(), key=lambda item: (*PLAN_GROUPS, item[0]).index(item[0])):
        own = [row for row in rows if row["group_code"] == code and row["region_code"] is not None]
        invented = frozenset(str(row["region_code"]) for row in own if row["is_synthetic"])
        held = frozenset(str(row["region_code"]) for row in own if row["held"])
        stated = {str(row["region_code"]): int(_number(row["stated"])) for row in own}
        yield AudienceGroup(code, name, stated, held, invented)


def _invented(facts: Sequence[Row]) -> frozenset[tuple[str, str, str, Measure]]:
    measures = {"ytd": Measure.YTD, "month": Measure.MONTH, "stock": Measure.STOCK}
    return frozenset(
        (str(row["period"]), str(row["region_code"]), str(row["indicator_code"]), measures[str(row["period_type"])])
        for row in facts
        if row["is_synthetic"]
    )


def _arrivals(rows: BulletinRows) -> list[Row]:
    """Rows of the reporters; whoever came after the closing of the release has not reported in it."""
    found: list[Row] = []
    for row in rows["bulletin_reporters"]:
        is_after = _is_after_closing(row, rows.release)
        blank = {"state": "not_reported", "received_at": None, "on_time": None} if is_after else {}
        found.append({**row, **blank, "is_after_closing": is_after})
    return found


def _is_after_closing(row: Row, release: Release | None) -> bool:
    received = row["received_at"]
    return release is not None and isinstance(received, datetime) and received > release.closed_at


def _arrival(row: Row, reporter: SummaryReporter, rows: BulletinRows) -> Arrival:
    late = row["days_late"]
    unusable = tuple(
        f"{line.source_file.rsplit('/', 1)[-1]}：{line.message}"
        for line in rows.unusable
        if line.region_code == reporter.region_code
    )
    return Arrival(
        reporter=reporter,
        days_late=max(late, 0) if isinstance(late, int) and row["on_time"] is False else 0,
        unusable=unusable,
        is_after_closing=bool(row["is_after_closing"]),
        repeat=int(_number(row["repeat"])),
        not_a_statistic=int(_number(row["not_a_statistic"])),
    )


def _months(
    rows: BulletinRows, month: Month, invented: frozenset[tuple[str, str, str, Measure]], arrivals: Sequence[Row]
) -> dict[str, SummaryData]:
    """The cells month by month; only the month itself knows who reported, what is held and what follows from sums."""
    facts: dict[str, list[Row]] = {}
    for row in rows["bulletin_facts"]:
        facts.setdefault(str(row["period"]), []).append(row)
    prefectures, indicators = rows["office_prefectures"], rows["bulletin_indicators"]
    made = {
        period: summary_data(Month.parse(period), SummaryRows(prefectures, indicators, found), source="")
        for period, found in sorted(facts.items())
        if period != str(month)
    }
    came = {row["region_code"] for row in arrivals if row["state"] in REPORTED_STATES}
    held = [row for row in rows["bulletin_held"] if row["region_code"] in came]
    stated = SummaryRows(prefectures, indicators, facts.get(str(month), []), held, arrivals)
    before = made.get(str(month.previous)) if month.number > 1 else None
    derived = _derived(summary_data(month, stated, source=""), before, rows["bulletin_indicators"], invented)
    whole = SummaryRows(stated.prefectures, stated.indicators, stated.facts, stated.held, stated.reporters, derived)
    return {**made, str(month): summary_data(month, whole, source="")}


def _derived(
    now: SummaryData,
    before: SummaryData | None,
    indicators: Sequence[Row],
    invented: frozenset[tuple[str, str, str, Measure]],
) -> list[Row]:
    """本月 as the difference of two exact sums, both real or both invented; a fall is an issue, not a month."""
    if before is None:
        return []
    found: list[Row] = []
    for code in (str(row["indicator_code"]) for row in indicators if row["is_additive_over_months"]):
        for one in now.reporters:
            this, last = (month.cell(one.region_code, code, Measure.YTD) for month in (now, before))
            flags = {(str(m.month), one.region_code, code, Measure.YTD) in invented for m in (now, before)}
            is_exact = this.qualifier == last.qualifier == "exact" and this.state.has_number and last.state.has_number
            if not is_exact or len(flags) > 1 or this.value is None or last.value is None or this.value < last.value:
                continue
            found.append({"region_code": one.region_code, "indicator_code": code, "value": this.value - last.value})
    return found


def _rule_count(row: Row) -> RuleCount:
    return RuleCount(
        str(row["rule_id"]),
        str(row["effect"]),
        int(_number(row["failed"])),
        int(_number(row["prefectures"])),
        str(row["wording"]),
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def widest(data: BulletinData, codes: Sequence[str], measure: Measure) -> SummaryIndicator | None:
    """The indicator of these that most prefectures state, the first of them when several do; None when nobody does."""
    by_code = {one.code: one for one in data.summary.indicators}
    known = [code for code in codes if code in by_code and data.numbers(code, measure)]
    return by_code[max(known, key=lambda code: len(data.numbers(code, measure)))] if known else None
