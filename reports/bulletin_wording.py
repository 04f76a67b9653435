"""The sentences and figures of the bulletin: what is said never goes further than the numbers behind it."""

from __future__ import annotations

from collections.abc import Sequence

from reports.bulletin_data import Arrival, BulletinData, Comparison
from reports.summary import MARKS, short_name
from reports.summary_cells import (
    UNREPORTED_NAMES,
    CellState,
    Measure,
    SummaryCell,
    SummaryIndicator,
    SummaryReporter,
)

BOUND_MARKS = {"at_least": "≥", "about": "约", "approx": "约", "up_to": "≤"}
STATE_MARKS = {CellState.PROVISIONAL: "*", CellState.DERIVED: "△"}
INVENTED_MARK = "#"
NO_TOTAL = "—"
MEASURE_WORDS = {Measure.YTD: "本年累计", Measure.MONTH: "本月", Measure.STOCK: "月末"}


def figure(value: float | None) -> str:
    """Write a number for a table: 126,516 or 10.5."""
    if value is None:
        return NO_TOTAL
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


def plain(value: float) -> str:
    """Write a number for a sentence: 126516."""
    return figure(value).replace(",", "")


def marked(cell: SummaryCell, *, is_invented: bool = False) -> str:
    """Write the figure of a cell with its marks, or the mark of why there is none."""
    if not cell.state.has_number or cell.value is None:
        return MARKS.get(cell.state, "缺")
    bound, state = BOUND_MARKS.get(cell.qualifier, ""), STATE_MARKS.get(cell.state, "")
    return f"{bound}{figure(cell.value)}{state}{INVENTED_MARK if is_invented else ''}"


def names(reporters: Sequence[SummaryReporter]) -> str:
    """List prefectures by their short names."""
    return "、".join(short_name(one.name_zh) for one in reporters)


def coverage_sentences(data: BulletinData) -> list[str]:
    """Say who reported, who was late, who is missing and what could not be used."""
    arrivals, month = data.arrivals, data.month.zh
    came = [one for one in arrivals if one.reporter.has_reported]
    absent = [one for one in arrivals if one.reporter.state == "not_reported" and not one.is_after_closing]
    others = [one for one in arrivals if not one.reporter.has_reported and one not in absent]
    sentences = [f"{month}，应报送的{len(arrivals)}个地州市中，{_came(came, len(arrivals))}。"]
    if absent:
        sentences.append(f"未报{len(absent)}个：{'、'.join(one.name for one in absent)}。")
    sentences += [_other(one) for one in others]
    sentences += [_unusable(one) for one in came if one.unusable]
    empty = [one.name for one in came if not one.has_numbers]
    if empty:
        sentences.append(f"{'、'.join(empty)}已报送，但没有可以列入统计的数字。")
    return sentences


def _came(came: Sequence[Arrival], expected: int) -> str:
    if not came:
        return "没有一个报送"
    late = [one for one in came if one.days_late]
    on_time = [one for one in came if one.reporter.is_on_time]
    parts = [
        f"全部报送（{len(came)}/{expected}）"
        if len(came) == expected
        else f"有{len(came)}个报送（{len(came)}/{expected}）"
    ]
    if on_time:
        parts.append(f"其中按时报送{len(on_time)}个")
    if late:
        parts.append(f"迟报{len(late)}个（{'、'.join(f'{one.name}迟{one.days_late}天' for one in late)}）")
    return "，".join(parts)


def _other(one: Arrival) -> str:
    if one.is_after_closing:
        return f"{one.name}在封账后才报送，本期未列入。"
    if one.reporter.state == "failed":
        return f"{one.name}报送的文件全部无法使用，本期按没有报送处理。"
    return f"{one.name}：{UNREPORTED_NAMES.get(one.reporter.state, one.reporter.state)}，本期没有可用的数字。"


def _unusable(one: Arrival) -> str:
    return f"{one.name}有{len(one.unusable)}个文件无法使用。"


def scope_sentence(data: BulletinData) -> str:
    """Say what the figures stand for."""
    stated = [one for one in data.arrivals if one.reporter.has_reported and one.has_numbers]
    if len(stated) == len(data.arrivals):
        return "以下合计只加总报送了该项数字的地州市，并注明家数；未报的项目不按零计。"
    if not stated:
        return "本期没有可以列入统计的数字。"
    return (
        f"以下数字只反映报送了数字的{len(stated)}个地州市（{'、'.join(one.name for one in stated)}），不代表全区；"
        "每项合计另注家数，未报和缺项不按零计。"
    )


def headline_sentence(data: BulletinData, indicator: SummaryIndicator, measure: Measure) -> str:
    """State one sum with who is in it, and its change over the same prefectures; empty when nobody states it."""
    stated = data.numbers(indicator.code, measure)
    if not stated:
        return ""
    total, count = data.summary.total(indicator, measure)
    words, who = MEASURE_WORDS[measure], names([one for one, _ in stated])
    amount = f"{plain(stated[0][1].value or 0)}{indicator.unit}"
    if count > 1:
        if total is None or total.value is None:
            return ""
        amount = f"合计{_hedge(total)}{plain(total.value)}{indicator.unit}"
        subject = f"报送该项的{count}个地州市（{who}）"
    else:
        amount, subject = f"{_hedge(stated[0][1])}{amount}", f"仅{who}1个地州市报送该项，"
    sentence = f"{indicator.name_zh}：{subject}{words}{amount}"
    return sentence + "".join(_provisos(data, indicator, measure)) + "。"


def comparison_sentences(data: BulletinData, indicators: Sequence[SummaryIndicator]) -> list[str]:
    """Say once why sums are not compared with the month before or the year before."""
    measures = [(one.code, Measure.STOCK if one.measure_type == "stock" else Measure.YTD) for one in indicators]
    sentences = []
    if any(data.compare(code, measure, data.month.previous).mixed for code, measure in measures):
        sentences.append("上月数为示例数据的，不与本月实报数比较。")
    if not any(data.compare(code, measure, data.year_ago).count for code, measure in measures):
        sentences.append(f"没有可比的{data.year_ago.zh}数字，本期不作同比。")
    return sentences


def _hedge(cell: SummaryCell) -> str:
    return {"at_least": "不少于", "about": "约", "approx": "约", "up_to": "不超过"}.get(cell.qualifier, "")


def _provisos(data: BulletinData, indicator: SummaryIndicator, measure: Measure) -> list[str]:
    """What qualifies a sum: figures in doubt, invented figures, and how it changed."""
    stated = data.numbers(indicator.code, measure)
    among = "其中" if len(stated) > 1 else ""
    provisional = [one for one, cell in stated if cell.state is CellState.PROVISIONAL]
    parts = [f"，{among}{names(provisional)}为暂定数"] if provisional else []
    invented = data.invented(indicator.code, measure)
    if invented and len(invented) == len(stated):
        parts.append(f"，{'均' if among else ''}为虚构的示例数据")
    elif invented:
        amount = f"{plain(sum(cell.value or 0 for _, cell in invented))}{indicator.unit}"
        parts.append(f"，其中{amount}（{names([one for one, _ in invented])}）为虚构的示例数据")
    return [*parts, *_changes(data, indicator, measure)]


def _changes(data: BulletinData, indicator: SummaryIndicator, measure: Measure) -> list[str]:
    stated = [one for one, _ in data.numbers(indicator.code, measure)]
    year_ago = data.compare(indicator.code, measure, data.year_ago)
    parts = []
    if measure is Measure.STOCK:
        parts.append(
            _change(data.compare(indicator.code, measure, data.month.previous), stated, indicator.unit, "上月末")
        )
    elif data.previous:
        parts.append(_change(data.compare(indicator.code, measure, data.previous), stated, indicator.unit, "上月累计"))
    parts.append(_change(year_ago, stated, indicator.unit, "上年同期"))
    return [f"；{part}" for part in parts if part]


def _change(compared: Comparison, stated: Sequence[SummaryReporter], unit: str, against: str) -> str:
    """Say a change over the prefectures that can be compared; empty when there are none."""
    if not compared.count:
        return ""
    subject = f"{_compared(compared, stated)}比{against}"
    if not compared.change:
        return f"{subject}持平"
    word = "增加" if compared.change > 0 else "减少"
    share = f"（{abs(compared.ratio):.1%}）" if compared.ratio is not None else ""
    return f"{subject}{word}{plain(abs(compared.change))}{unit}{share}"


def _compared(compared: Comparison, stated: Sequence[SummaryReporter]) -> str:
    """Name those that are compared, unless they are all that were named before."""
    if compared.count == len(stated):
        return "" if compared.count == 1 else f"这{compared.count}个地州市"
    invented = ("，示例数据" if compared.count == 1 else "，含示例数据") if compared.is_invented else ""
    return f"其中可比的{compared.count}个地州市（{names(compared.reporters)}{invented}）"


def change_cell(compared: Comparison, *, as_share: bool = False) -> str:
    """Write a change for a table with the number of prefectures behind it, or why there is none."""
    if compared.count:
        if as_share:
            share = "…" if compared.ratio is None else f"{compared.ratio:+.1%}"
        else:
            share = figure(compared.change) if compared.change <= 0 else f"+{figure(compared.change)}"
        return f"{share}{INVENTED_MARK if compared.is_invented else ''}（{compared.count}家）"
    if compared.mixed:
        return "不可比（示例）"
    return "不可比（约数）" if compared.bounds else "…"


def edition_line(data: BulletinData) -> str:
    """Name the release the paper cites, or say that it is a working draft."""
    return "未封账（工作稿）" if data.release is None else f"第{data.release.release_number}号发布"


def warnings(data: BulletinData) -> tuple[str, ...]:
    """What must be read before any figure is used."""
    found = []
    if data.release is None:
        found.append("工作稿：本月数字尚未封账，可能变动，不作为正式数据引用。")
    if data.has_invented:
        invented = [one.name for one in data.arrivals if one.reporter.is_synthetic]
        who = f"（本月：{'、'.join(invented)}）" if invented else ""
        found.append(f"本期含虚构的示例数据{who}，表中标“{INVENTED_MARK}”；只供演示，不是统计结果。")
    return tuple(found)
