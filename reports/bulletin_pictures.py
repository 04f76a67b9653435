"""The pictures of the bulletin: the sketch map, the ranking, the course of the year, what became of the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reports.bulletin_blocks import Picture
from reports.bulletin_data import BulletinData
from reports.bulletin_tables import measure_of, ranking
from reports.bulletin_wording import INVENTED_MARK, MEASURE_WORDS, figure, marked
from reports.charts import BLUE, GREY, ORANGE, RED, ranked_bars, small_multiples, stacked_bars
from reports.region_map import Fill, MapValue, map_svg
from reports.summary import short_name
from reports.summary_cells import CellState, Measure, SummaryIndicator, SummaryReporter

DISPOSITIONS = ("通过", "暂定", "待核", "重复", "非统计数")
COLOURS = (BLUE, ORANGE, RED, "#8FA7BC", GREY)
PICTURE_WIDTH = 150.0
FEWEST_MONTHS = 2


def map_picture(data: BulletinData, indicator: SummaryIndicator) -> Picture:
    """The rate of an indicator by prefecture."""
    values = {one.region_code: _map_value(data, one, indicator) for one in data.summary.reporters}
    shown = [f"{value.name}{value.label}" for value in values.values() if value.fill is Fill.VALUE]
    rest = [value.name for value in values.values() if value.fill is not Fill.VALUE]
    words = MEASURE_WORDS[measure_of(indicator)]
    notes = [
        "示意图：轮廓取自开源数据包，未经审图，不作行政区划界线依据；面积大小与数值无关。",
        "每万人按2020年人口普查常住人口计算。普查公报中兵团的石河子、阿拉尔、图木舒克、五家渠四市单列，"
        "其余兵团城市的人口计在周边地州市内，而本表数字不含兵团，有关地州市的比率因此略偏低。",
    ]
    if data.invented(indicator.code, measure_of(indicator)):
        notes.append(f"标“{INVENTED_MARK}”的是虚构的示例数据。")
    return Picture(
        caption=f"{indicator.name_zh}：每万人{words}（示意图）",
        alt=f"新疆14个地州市示意图，按每万人{words}{indicator.name_zh}着色。有数字：{'、'.join(shown) or '无'}。"
        f"没有数字：{'、'.join(rest) or '无'}。",
        svg=map_svg(values, unit=f"每万人{indicator.unit}数（{words}）"),
        width=PICTURE_WIDTH,
        notes=tuple(notes),
    )


def _map_value(data: BulletinData, reporter: SummaryReporter, indicator: SummaryIndicator) -> MapValue:
    measure = measure_of(indicator)
    name, cell = short_name(reporter.name_zh), data.cell(reporter.region_code, indicator.code, measure)
    rate = data.rate(reporter.region_code, indicator.code, measure)
    if cell.state.has_number and rate is not None:
        bound = "≥" if cell.qualifier == "at_least" else "约" if cell.qualifier != "exact" else ""
        mark = INVENTED_MARK if data.is_invented(reporter.region_code, indicator.code, measure) else ""
        star = "*" if cell.state is CellState.PROVISIONAL else ""
        return MapValue(name, Fill.VALUE, rate, f"{bound}{rate:.1f}{star}{mark}")
    if cell.state is CellState.HELD:
        return MapValue(name, Fill.HELD, None, "待核")
    if cell.state is CellState.NOT_REPORTED:
        return MapValue(name, Fill.NOT_REPORTED, None, "未报")
    return MapValue(name, Fill.MISSING, None, marked(cell))


def ranking_picture(data: BulletinData, indicator: SummaryIndicator) -> Picture:
    """Bars of the rate, ranked; whoever has no figure stands below with the reason instead of a bar."""
    measure, code = measure_of(indicator), indicator.code
    ranked = [one for one, _ in ranking(data, indicator)]
    rest = [one for one in data.summary.reporters if all(one is not other for other in ranked)]
    rest.sort(key=lambda one: data.rate(one.region_code, code, measure) is None)
    rows = []
    for one in (*ranked, *rest):
        cell = data.cell(one.region_code, code, measure)
        rate = data.rate(one.region_code, code, measure) if cell.state.has_number else None
        is_invented = data.is_invented(one.region_code, code, measure)
        bound = "≥" if cell.qualifier == "at_least" else ""
        label = marked(cell) if rate is None else f"{bound}{rate:.2f}{'（示例）' if is_invented else ''}"
        name = short_name(one.name_zh)
        rows.append({"name": name, "value": rate, "label": label, "is_invented": is_invented and rate is not None})
    words = MEASURE_WORDS[measure]
    return Picture(
        caption=f"{indicator.name_zh}：每万人{words}，按地州市排列",
        alt="；".join(f"{row['name']}{row['label']}" for row in rows),
        svg=ranked_bars(rows, title=f"每万人{indicator.unit}数（{words}）"),
        width=PICTURE_WIDTH - 10,
    )


def course_picture(data: BulletinData, indicator: SummaryIndicator) -> Picture | None:
    """The sums to the month by prefecture over the year; None when fewer than two months are known."""
    rows = list(_course_rows(data, indicator))
    labels = [f"{number}月" for number in range(1, data.month.number + 1)]
    known = [label for label in labels if any(row["month"] == label for row in rows)]
    if len(known) < FEWEST_MONTHS:
        return None
    notes = ["各小图同一刻度；只画有报送数的月份，没有的月份留空，不按零计。"]
    if any(row["is_invented"] for row in rows):
        notes.append("空心点和虚线为虚构的示例数据，与真实数据不相连。")
    return Picture(
        caption=f"{indicator.name_zh}：{data.month.year}年各月累计",
        alt="；".join(map(_in_words, rows)),
        svg=small_multiples(rows, months=labels[labels.index(known[0]) :], title=f"累计（{indicator.unit}）"),
        width=PICTURE_WIDTH - 24,
        notes=tuple(notes),
    )


def _course_rows(data: BulletinData, indicator: SummaryIndicator) -> Iterable[dict[str, object]]:
    months = [one for one in data.months.values() if one.month.year == data.month.year]
    for reporter in data.summary.reporters:
        for summary in months:
            cell = summary.cell(reporter.region_code, indicator.code, Measure.YTD)
            if cell.state.has_number and cell.value is not None:
                yield {
                    "series": short_name(reporter.name_zh),
                    "month": f"{summary.month.number}月",
                    "value": cell.value,
                    "words": figure(cell.value),
                    "is_invented": data.is_invented(reporter.region_code, indicator.code, Measure.YTD, summary.month),
                }


def _in_words(row: Mapping[str, object]) -> str:
    invented = "（示例）" if row["is_invented"] else ""
    return f"{row['series']}{row['month']}累计{row['words']}{invented}"


def quality_picture(data: BulletinData) -> Picture | None:
    """What became of the numbers found, by prefecture; None when nothing was found."""
    rows = []
    for one in data.arrivals:
        reporter = one.reporter
        counts = (reporter.accepted, reporter.provisional, reporter.held, one.repeat, one.not_a_statistic)
        rows += [
            {"name": one.name, "part": part, "value": count}
            for part, count in zip(DISPOSITIONS, counts, strict=True)
            if reporter.files
        ]
    if not any(row["value"] for row in rows):
        return None
    return Picture(
        caption="识别出的数字及其处置",
        alt="；".join(f"{row['name']}{row['part']}{row['value']}个" for row in rows if row["value"]),
        svg=stacked_bars(rows, order=DISPOSITIONS, colours=COLOURS, title="个"),
        width=PICTURE_WIDTH - 10,
    )
