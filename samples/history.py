"""September and October 2022 of seven prefectures: invented from end to end, and labelled so in every file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from reports.packing import pack
from samples import figures
from samples.figures import Flow, Stock
from samples.forms import SYNTHETIC_NOTE, Column, CountyTable, OfficialForm, write_county_table, write_form
from samples.letters import Letter, write_letter, write_mail
from samples.submission import INVENTED, Expected, Sample, expect_flows, expect_stocks, flow_sheet, stock_sheet

FILLED_ON = {9: "2022年10月9日", 10: "2022年11月3日", 11: "2022年12月2日"}


def history_samples() -> list[Sample]:
    """Return every file of the two invented months."""
    return [sample for month in (9, 10) for sample in _month(month)]


def _month(month: int) -> list[Sample]:
    folder = f"2022-{month:02d}"
    day = "2022-10-" if month == 9 else "2022-11-"
    arrivals = ("10", "10", "11", "11", "12", "09", "12") if month == 9 else ("03", "04", "04", "06", "07", "03", "09")
    times = ("02:14:08", "03:40:51", "08:05:33", "09:12:47", "04:26:19", "10:31:02", "06:55:40")
    received = [f"{day}{arrival}T{time}Z" for arrival, time in zip(arrivals, times, strict=True)]
    makers = (_tacheng, _altay, _karamay, _bayingolin, _changji, _aksu, _hotan)
    return [
        replace(sample, path=f"{folder}/{sample.path}", received_at=moment, invented=INVENTED)
        for maker, moment in zip(makers, received, strict=True)
        for sample in maker(month)
    ]


def _sample(path: str, data: bytes, expected: Sequence[Expected]) -> Sample:
    return Sample(path, data, "", tuple(expected))


def _form(reporter: str, month: int, flows: Sequence[Flow], stocks: Sequence[Stock]) -> bytes:
    sheets = tuple(
        sheet
        for sheet, rows in ((flow_sheet(flows, month), flows), (stock_sheet(stocks, month) if stocks else None, stocks))
        if sheet is not None and rows
    )
    return write_form(OfficialForm(reporter, 2022, month, FILLED_ON[month], sheets, is_synthetic=True))


def _tacheng(month: int) -> list[Sample]:
    data = _form("塔城地区科协", month, figures.TACHENG_FLOWS, figures.TACHENG_STOCKS)
    expected = expect_flows(figures.TACHENG_FLOWS, month, "654200")
    expected += expect_stocks(figures.TACHENG_STOCKS, month, "654200")
    return [_sample(f"塔城地区/塔城地区2022年{month}月科普工作统计月报表.xlsx", data, expected)]


def _altay(month: int) -> list[Sample]:
    data = _form("阿勒泰地区科协", month, figures.ALTAY_FLOWS, figures.ALTAY_STOCKS)
    expected = expect_flows(figures.ALTAY_FLOWS, month, "654300")
    expected += expect_stocks(figures.ALTAY_STOCKS, month, "654300")
    return [_sample(f"阿勒泰地区/2022年{month}月科普统计月报表.xlsx", data, expected)]


LIST_HEADER = ("填报单位", "报告期", "口径", "指标代码", "指标名称", "单位", "数值", "备注")


def write_list(rows: Sequence[Sequence[object]]) -> bytes:
    """Return a long list as a reporting system exports it: GB18030, CRLF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(LIST_HEADER)
    writer.writerows(rows)
    return buffer.getvalue().encode("gb18030")


def _karamay(month: int) -> list[Sample]:
    reporter, period, remark = "克拉玛依市科协", f"2022-{month:02d}", "示例数据，虚构"
    rows: list[tuple[object, ...]] = []
    for flow in figures.KARAMAY_FLOWS:
        for basis, value in (("本月", flow.month(month)), ("本年累计", flow.ytd(month))):
            rows.append((reporter, period, basis, flow.code, flow.name, flow.unit, value, remark))
    for stock in figures.KARAMAY_STOCKS:
        value = stock.at_end_of(month)
        rows.append((reporter, period, "期末", stock.code, stock.name, stock.unit, value, remark))
    expected = expect_flows(figures.KARAMAY_FLOWS, month, "650200")
    expected += expect_stocks(figures.KARAMAY_STOCKS, month, "650200")
    return [_sample(f"克拉玛依市/克拉玛依市科普统计导出2022{month:02d}.csv", write_list(rows), expected)]


def county_table(
    reporter: str, month: int, columns: tuple[Column, ...], rows: Sequence[tuple[str, tuple[Flow, ...]]]
) -> bytes:
    """Return an invented county table with month and year to date per indicator; the first row is the total."""
    cells = tuple(
        (place, tuple(value for flow in flows for value in (flow.month(month), flow.ytd(month))))
        for place, flows in rows
    )
    table = CountyTable(
        reporter=reporter,
        subject="科普工作分县（市）统计表",
        period=f"2022年{month}月",
        filled_on=FILLED_ON[month],
        place_header="县（市）",
        columns=columns,
        rows=cells,
        is_synthetic=True,
        has_formulas=True,
    )
    return write_county_table(table)


def _pair(*header: str) -> tuple[Column, Column]:
    return Column((*header, "本月")), Column((*header, "本年累计"))


TRAINING = (*_pair("科技培训", "场次（场）"), *_pair("科技培训", "参与人次（人次）"))
PUBLICITY = (*_pair("科普宣传活动", "场次（场）"), *_pair("科普宣传活动", "参与人次（人次）"))
MATERIALS = _pair("发放科普宣传品、资料数", "数量（份）")
AKSU_COLUMNS = (*TRAINING, *PUBLICITY, *MATERIALS)


def _bayingolin(month: int) -> list[Sample]:
    if month == 10:
        flows, stocks = figures.BAYINGOLIN_TOTAL, figures.BAYINGOLIN_STOCKS
        expected = (*expect_flows(flows, month, "652800"), *expect_stocks(stocks, month, "652800"))
        return [_sample("巴州/巴州科协2022年10月月报.xlsx", _form("巴州科协", month, flows, stocks), expected)]
    rows = list(zip(figures.BAYINGOLIN_COUNTIES, figures.BAYINGOLIN_ROWS, strict=True))
    ordered = [("合计", figures.BAYINGOLIN_TOTAL), rows[-1], *rows[:-1]]
    counties = _sample(
        "巴州/巴州2022年9月科普工作分县市统计表.xlsx",
        county_table("巴州科协", month, TRAINING, ordered),
        _expect_counties(month, "652800", figures.BAYINGOLIN_TOTAL, figures.BAYINGOLIN_CODES, figures.BAYINGOLIN_ROWS),
    )
    sites = _sample(
        "巴州/巴州2022年9月科普阵地统计月报表.xlsx",
        _form("巴州科协", month, (), figures.BAYINGOLIN_STOCKS),
        expect_stocks(figures.BAYINGOLIN_STOCKS, month, "652800"),
    )
    return [counties, sites]


def _expect_counties(
    month: int, code: str, total: Sequence[Flow], codes: Sequence[str], rows: Sequence[Sequence[Flow]]
) -> tuple[Expected, ...]:
    expected = expect_flows(total, month, code)
    for county_code, flows in zip(codes, rows, strict=True):
        scope = "本级" if county_code == code else "default"
        expected += expect_flows(flows, month, county_code, scope=scope)
    return expected


def _changji(month: int) -> list[Sample]:
    flows = figures.changji_flows()
    form = _form("昌吉州科协", month, flows, ())
    name = f"昌吉州科协2022年{month}月科普工作统计月报表.xlsx"
    if month == 9:
        return [_sample(f"昌吉州/{name}", form, expect_flows(flows, month, "652300"))]
    body = f"各位老师：\n\n昌吉州科协十月份科普工作统计月报表见附件，请查收。\n\n昌吉州科协\n{SYNTHETIC_NOTE}\n"
    sent = datetime(2022, 11, 7, 4, 20, tzinfo=UTC)
    mail = write_mail("昌吉州科协十月份科普工作统计月报表", body, sent, name, form)
    return [_sample("昌吉州/昌吉州科协10月月报.eml", mail, expect_flows(flows, month, "652300", member=name))]


def aksu_county_sample(month: int) -> Sample:
    """Return 阿克苏's county table of September or November."""
    rows = [("合计", figures.AKSU_TOTAL), *zip(figures.AKSU_COUNTIES, figures.AKSU_ROWS, strict=True)]
    return _sample(
        f"阿克苏地区/阿克苏地区2022年{month}月科普工作分县（市）统计表.xlsx",
        county_table("阿克苏地区科协", month, AKSU_COLUMNS, rows),
        _expect_counties(month, "652900", figures.AKSU_TOTAL, figures.AKSU_CODES, figures.AKSU_ROWS),
    )


def _aksu(month: int) -> list[Sample]:
    if month == 9:
        return [aksu_county_sample(month)]
    members = {"地区汇总.xlsx": _form("阿克苏地区科协", month, figures.AKSU_TOTAL, ())}
    expected = expect_flows(figures.AKSU_TOTAL, month, "652900", member="地区汇总.xlsx")
    for place, code, flows in zip(figures.AKSU_COUNTIES, figures.AKSU_CODES, figures.AKSU_ROWS, strict=True):
        members[f"各县市/{place}.xlsx"] = _form(f"{place}科协", month, flows, ())
        expected += expect_flows(flows, month, code, member=f"各县市/{place}.xlsx")
    return [_sample("阿克苏地区/阿克苏地区2022年10月各县市月报.zip", pack(members), expected)]


def _hotan(month: int) -> list[Sample]:
    flows = figures.HOTAN_FLOWS
    expected = expect_flows(flows, month, "653200")
    if month == 9:
        return [_sample("和田地区/和田地区2022年9月月报表.xlsx", _form("和田地区科协", month, flows, ()), expected)]
    theme, sessions, participants, materials = flows
    letter = Letter(
        title="和田地区科协2022年10月科普工作小结",
        note=SYNTHETIC_NOTE,
        paragraphs=(
            "自治区科协：",
            f"10月当月，全地区开展科学小实验活动{theme.month(10)}场次，举办科技培训{sessions.month(10)}场次，"
            f"科技培训参与人次{participants.month(10)}人次，发放科普宣传资料{materials.month(10)}份。",
            f"今年1—10月，全地区累计开展科学小实验活动{theme.ytd(10)}场次，累计举办科技培训{sessions.ytd(10)}场次，"
            f"科技培训参与人次累计{participants.ytd(10)}人次，累计发放科普宣传资料{materials.ytd(10)}份。",
        ),
        signature=("和田地区科协", "2022年11月8日"),
    )
    return [_sample("和田地区/和田地区科协10月科普工作小结.docx", write_letter(letter), expected)]
