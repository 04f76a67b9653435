"""One file of the sample inbox, with what a steward should see in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samples.figures import Flow, Stock
from samples.forms import FormRow, FormSheet

BASE_UNITS = {"场次": "场", "名": "人"}
INVENTED = "历史月份为虚构的示例数据，用来演示累计、环比和存量的核对"


@dataclass(frozen=True, slots=True)
class Expected:
    """One figure of a file: its codes, its value in the base unit, and what should become of it."""

    indicator_code: str
    region_code: str
    period: str
    period_type: str
    value: float
    unit: str
    qualifier: str = "exact"
    disposition: str = "accepted"
    why: str = ""
    member: str = ""
    scope: str = "default"


@dataclass(frozen=True, slots=True)
class Sample:
    """A file as it lies in the inbox: path, bytes, time of arrival (UTC), figures, and why it is invented, if it is."""

    path: str
    data: bytes
    received_at: str
    expected: tuple[Expected, ...]
    invented: str | None = None


def flow_sheet(flows: Sequence[Flow], month: int) -> FormSheet:
    """Return the 活动 sheet of a form: month and year to date."""
    rows = tuple(
        FormRow(flow.code, flow.name, flow.unit, (flow.month(month), flow.ytd(month)), flow.is_part) for flow in flows
    )
    return FormSheet("科普活动", "科普工作统计月报表", "新科协统01表", ("本月", "本年累计"), rows)


def stock_sheet(stocks: Sequence[Stock], month: int) -> FormSheet:
    """Return the 阵地 sheet of a form: what exists at the end of the month."""
    rows = tuple(FormRow(stock.code, stock.name, stock.unit, (stock.at_end_of(month),)) for stock in stocks)
    return FormSheet("科普阵地", "科普阵地统计月报表", "新科协统02表", ("期末数",), rows)


def expect_flows(
    flows: Sequence[Flow], month: int, region_code: str, *, member: str = "", scope: str = "default"
) -> tuple[Expected, ...]:
    """Return month and year-to-date figures of invented flows; all of them are clean."""
    return tuple(
        Expected(
            flow.code,
            region_code,
            f"2022-{month:02d}",
            period_type,
            value,
            BASE_UNITS.get(flow.unit, flow.unit),
            member=member,
            scope=scope,
        )
        for flow in flows
        for period_type, value in (("month", flow.month(month)), ("ytd", flow.ytd(month)))
    )


def expect_stocks(stocks: Sequence[Stock], month: int, region_code: str) -> tuple[Expected, ...]:
    """Return the stocks at the end of an invented month."""
    period = f"2022-{month:02d}"
    return tuple(
        Expected(stock.code, region_code, period, "stock", stock.at_end_of(month), stock.unit) for stock in stocks
    )
