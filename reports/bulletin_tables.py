"""The tables of the bulletin: who reported, headline sums, the indicators by prefecture, rankings, quality."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.bulletin_blocks import RowKind, Table, TableCell, TableRow, Tone
from reports.bulletin_data import Arrival, BulletinData
from reports.bulletin_wording import BOUND_MARKS, INVENTED_MARK, NO_TOTAL, change_cell, figure, marked
from reports.summary import short_name
from reports.summary_cells import UNREPORTED_NAMES, CellState, Measure, SummaryCell, SummaryIndicator, SummaryReporter

HEADLINES = (
    *("ACT.ALL.SESSIONS", "ACT.ALL.PARTICIPANTS", "ACT.TRAIN.SESSIONS", "ACT.TRAIN.PARTICIPANTS"),
    *("ACT.PUBLICITY.SESSIONS", "ACT.PUBLICITY.PARTICIPANTS", "ACT.POLICY.SESSIONS", "ACT.VOLSERV.SESSIONS"),
    *("MAT.ALL.DISTRIBUTED", "MED.VIDEO.PRODUCED", "MED.VIEWS", "LIT.ACTION.TOTAL", "FUN.GRASSROOTS.AWARD"),
    *("VEN.STM.NUM", "VEN.BASE.NUM", "HR.VOLUNTEER"),
)
EFFECT_WORDS = {"hold_file": "文件不收", "hold_value": "数字待核", "needs_explanation": "请说明", "notice": "提示"}
MARKS_NOTE = (
    "表中符号——未报：没有可用的报送；缺：已报送，没有该项；待核：数字存疑，或封账后才核定，不列；-：无此项；分列：只报了分项；"
    "*：暂定数，待报送单位说明；≥：报送单位写作“余”“多”的下限；△：本年累计与上月累计之差，不是报送数；—：没有数字。"
)
TOTAL_NOTE = "合计只加总有数字的地州市，“家数”为其个数，不代表全区。"
INVENTED_NOTE = f"{INVENTED_MARK}：虚构的示例数据，或含有示例数据的合计。"


def measure_of(indicator: SummaryIndicator) -> Measure:
    """The measure in which an indicator is summed up: a stock at the end of the month, anything else so far."""
    return Measure.STOCK if indicator.measure_type == "stock" else Measure.YTD


def coverage_table(data: BulletinData) -> Table:
    """Who reported, when, and what became of it."""
    return Table(
        caption=f"{data.month.zh}报送情况",
        head=("地州市", "报送情况", "收到时间", "是否按时", "文件数", "备注"),
        rows=tuple(_coverage_row(one) for one in data.arrivals),
        widths=(24, 28, 25, 18, 14, 47),
        notes=("收到时间为北京时间（月-日 时:分）。",),
    )


def _coverage_row(one: Arrival) -> TableRow:
    reporter = one.reporter
    tone = Tone.TEXT if reporter.has_reported else Tone.MUTED
    on_time = "" if reporter.is_on_time is None else "按时" if reporter.is_on_time else f"迟{one.days_late}天"
    remarks = [f"{len(one.unusable)}个文件无法使用"] if one.unusable else []
    remarks += ["封账后报送，未列入"] if one.is_after_closing else []
    remarks += ["没有可列入的数字"] if reporter.has_reported and not one.has_numbers else []
    remarks += ["含示例文件"] if reporter.is_synthetic else []
    state = reporter.state_zh if reporter.has_reported else UNREPORTED_NAMES.get(reporter.state, reporter.state)
    received = reporter.received_at[5:].replace(" ", "\u00a0")  # the year is that of the caption or the next
    texts = (state, received, on_time, figure(reporter.files) if reporter.files else "", "；".join(remarks))
    cells = (TableCell(short_name(reporter.name_zh), Tone.LABEL), *(TableCell(text, tone) for text in texts))
    return TableRow(cells)


def headline_table(data: BulletinData) -> Table:
    """Sums over those that report, and their change over the same prefectures."""
    by_code = {one.code: one for one in data.summary.indicators}
    chosen = [by_code[code] for code in HEADLINES if code in by_code]
    notes = [TOTAL_NOTE, "增减只按两期都有确数的同一批地州市计算，括号内为其家数；“…”为缺上期数或上年同期数。"]
    notes += ["“不可比（约数）”为两期之一是下限或约数；“不可比（示例）”为两期之一是示例数据。"]
    return Table(
        caption=f"{data.month.zh}主要数字",
        head=("指标", "单位", "口径", "合计", "家数", "比上期增减", "比上年同期"),
        rows=tuple(_headline_row(data, one) for one in chosen),
        widths=(40, 11, 17, 21, 12, 29, 26),
        notes=(*notes, *_invented_notes(data)),
    )


def _headline_row(data: BulletinData, indicator: SummaryIndicator) -> TableRow:
    measure = measure_of(indicator)
    total, count = data.summary.total(indicator, measure)
    before = data.month.previous if measure is Measure.STOCK else data.previous
    change = "" if before is None else change_cell(data.compare(indicator.code, measure, before))
    year = change_cell(data.compare(indicator.code, measure, data.year_ago), as_share=True)
    texts = (change, year) if count else (NO_TOTAL, NO_TOTAL)
    return TableRow(
        (
            TableCell(indicator.name_zh, Tone.LABEL),
            TableCell(indicator.unit),
            TableCell("月末数" if measure is Measure.STOCK else "本年累计"),
            _total_cell(data, indicator, measure, total),
            TableCell(f"{count}/{len(data.arrivals)}", Tone.TEXT if count else Tone.MUTED),
            *(TableCell(text, Tone.NUMBER if text[:1] in "+-0" else Tone.MUTED) for text in texts),
        )
    )


def _total_cell(
    data: BulletinData, indicator: SummaryIndicator, measure: Measure, total: SummaryCell | None
) -> TableCell:
    if total is None or total.value is None:
        return TableCell(NO_TOTAL, Tone.MUTED)
    is_invented = bool(data.invented(indicator.code, measure))
    return TableCell(marked(total, is_invented=is_invented), Tone.NUMBER)


def _invented_notes(data: BulletinData) -> tuple[str, ...]:
    return (INVENTED_NOTE,) if data.has_invented else ()


def indicator_table(data: BulletinData, measure: Measure, caption: str) -> Table | None:
    """Indicators by prefecture, those that at least one prefecture states; None when nobody states any."""
    stated = [one for one in data.summary.rows_of(measure) if _is_mentioned(data, one, measure)]
    if not stated:
        return None
    silent = [one.name_zh for one in data.summary.rows_of(measure) if one not in stated]
    listed = "" if measure is Measure.MONTH else f"：{'、'.join(silent)}"
    notes = [TOTAL_NOTE, *_invented_notes(data)]
    notes += [f"没有地州市报送的核心指标{len(silent)}项未列{listed}。"] if silent else []
    reporters = data.summary.reporters
    return Table(
        caption=caption,
        head=("指标", "单位", *(short_name(one.name_zh) for one in reporters), "合计", "家数"),
        rows=tuple(_indicator_rows(data, stated, measure)),
        widths=(39, 9, *(13.6 for _ in reporters), 17, 9),
        notes=tuple(notes),
        is_wide=True,
    )


def _is_mentioned(data: BulletinData, indicator: SummaryIndicator, measure: Measure) -> bool:
    silent = {CellState.MISSING, CellState.NOT_REPORTED}
    states = (data.cell(one.region_code, indicator.code, measure).state for one in data.summary.reporters)
    return any(state not in silent for state in states)


def _indicator_rows(data: BulletinData, indicators: Iterable[SummaryIndicator], measure: Measure) -> Iterable[TableRow]:
    category = ""
    for one in indicators:
        if one.category != category:
            category = one.category
            yield TableRow((TableCell(category, Tone.LABEL),), RowKind.BAND)
        total, count = data.summary.total(one, measure)
        cells = [_value_cell(data, reporter, one, measure) for reporter in data.summary.reporters]
        head = (TableCell(one.name_zh, Tone.LABEL), TableCell(one.unit))
        yield TableRow((*head, *cells, _total_cell(data, one, measure, total), TableCell(str(count))))


def _value_cell(
    data: BulletinData, reporter: SummaryReporter, indicator: SummaryIndicator, measure: Measure
) -> TableCell:
    cell = data.cell(reporter.region_code, indicator.code, measure)
    if not cell.state.has_number:
        return TableCell(marked(cell), Tone.ALERT if cell.state is CellState.HELD else Tone.MUTED)
    is_invented = data.is_invented(reporter.region_code, indicator.code, measure)
    return TableCell(marked(cell, is_invented=is_invented), Tone.NUMBER)


def ranking_table(data: BulletinData, indicator: SummaryIndicator) -> Table:
    """Prefectures by rate; real figures are ranked among themselves, everybody else is listed with the reason."""
    measure, ranked = measure_of(indicator), ranking(data, indicator)
    places = zip(ranks([rate for _, rate in ranked]), ranked, strict=True)
    rows = [_ranking_row(data, indicator, str(rank), reporter, rate) for rank, (reporter, rate) in places]
    unranked = [one for one in data.summary.reporters if all(one is not other for other, _ in ranked)]
    for one in unranked:
        rate = data.rate(one.region_code, indicator.code, measure)
        if rate is not None and data.cell(one.region_code, indicator.code, measure).state.has_number:
            rows.append(_ranking_row(data, indicator, "示例", one, rate))
    what = "月末" if measure is Measure.STOCK else "本年累计"
    return Table(
        caption=f"{indicator.name_zh}按每万人排列（{what}）",
        head=("名次", "地州市", f"{what}（{indicator.unit}）", f"每万人（{indicator.unit}）"),
        rows=(*rows, *_without_figure(data, indicator, unranked)),
        widths=(20, 50, 43, 43),
        notes=_ranking_notes(data, indicator, len(ranked)),
    )


def _without_figure(
    data: BulletinData, indicator: SummaryIndicator, reporters: Sequence[SummaryReporter]
) -> Iterable[TableRow]:
    """One row across for each reason why there is no figure, with everybody it holds for."""
    reasons: dict[str, list[str]] = {}
    for one in reporters:
        cell = data.cell(one.region_code, indicator.code, measure_of(indicator))
        if not cell.state.has_number:
            reasons.setdefault(marked(cell), []).append(short_name(one.name_zh))
    for reason, known in sorted(reasons.items()):
        text = f"{reason}（{len(known)}个，不排名次）：{'、'.join(known)}"
        yield TableRow((TableCell(text, Tone.MUTED),), RowKind.BAND)


def _ranking_notes(data: BulletinData, indicator: SummaryIndicator, count: int) -> tuple[str, ...]:
    measure = measure_of(indicator)
    notes = [f"名次只在报送该项的{count}个地州市之间排列，不是全区名次。"]
    if any(cell.qualifier != "exact" for _, cell in data.numbers(indicator.code, measure)):
        notes.append("含下限数或约数，名次仅供参考。")
    invented = len(data.invented(indicator.code, measure))
    if invented:
        are_all = invented == len(data.numbers(indicator.code, measure))
        notes.append("全部为虚构的示例数据，名次只供演示。" if are_all else "示例数据不参加排名。")
    return tuple(notes)


def ranking(data: BulletinData, indicator: SummaryIndicator) -> list[tuple[SummaryReporter, float]]:
    """Those that state a real figure with their rate, greatest first; the invented ones when there is no real one."""
    measure = measure_of(indicator)
    stated = data.numbers(indicator.code, measure)
    real = [pair for pair in stated if pair not in data.invented(indicator.code, measure)]
    found = [(one, data.rate(one.region_code, indicator.code, measure)) for one, _ in real or stated]
    return sorted([(one, rate) for one, rate in found if rate is not None], key=lambda pair: -pair[1])


def ranks(values: Sequence[float]) -> list[int]:
    """Ranks of values that come greatest first; equal values share one."""
    return [values.index(value) + 1 for value in values]


def _ranking_row(
    data: BulletinData, indicator: SummaryIndicator, rank: str, reporter: SummaryReporter, rate: float
) -> TableRow:
    measure = measure_of(indicator)
    cell = data.cell(reporter.region_code, indicator.code, measure)
    value = marked(cell, is_invented=data.is_invented(reporter.region_code, indicator.code, measure))
    bound = BOUND_MARKS.get(cell.qualifier, "")
    name = TableCell(short_name(reporter.name_zh), Tone.LABEL)
    return TableRow(
        (TableCell(rank), name, TableCell(value, Tone.NUMBER), TableCell(f"{bound}{rate:.2f}", Tone.NUMBER))
    )


def quality_table(data: BulletinData) -> Table:
    """What became of every number found, by prefecture; the dispositions add up to what was found."""
    rows = [_quality_row(one) for one in data.arrivals if one.reporter.files]
    columns = [[one.reporter.found, *_dispositions(one)] for one in data.arrivals]
    sums = [figure(sum(column)) for column in zip(*columns, strict=True)]
    total = TableRow((TableCell("合计", Tone.LABEL), *(TableCell(one, Tone.NUMBER) for one in sums)), RowKind.TOTAL)
    return Table(
        caption="数字识别与处置情况（个）",
        head=("地州市", "识别数字", "通过", "暂定", "待核", "重复", "非统计数"),
        rows=(*rows, total),
        widths=(30, 21, 21, 21, 21, 21, 21),
        notes=(
            "识别数字＝通过＋暂定＋待核＋重复＋非统计数，含分县（市、区）数字和核心指标以外的数字；未报送的地州市不列。",
            "暂定：列入统计并加*，待报送单位说明；待核：核实前不列入；重复：同一数字再次出现；非统计数：日期、序号、编号等。",
        ),
    )


def _dispositions(one: Arrival) -> tuple[int, int, int, int, int]:
    reporter = one.reporter
    return reporter.accepted, reporter.provisional, reporter.held, one.repeat, one.not_a_statistic


def _quality_row(one: Arrival) -> TableRow:
    numbers = (one.reporter.found, *_dispositions(one))
    return TableRow((TableCell(one.name, Tone.LABEL), *(TableCell(figure(n), Tone.NUMBER) for n in numbers)))


def rules_table(data: BulletinData, most: int = 10) -> Table:
    """The rules that failed most often."""
    return Table(
        caption="触发最多的审核规则",
        head=("规则", "内容", "处理", "次数", "地州市数"),
        rows=tuple(
            TableRow(
                (
                    TableCell(one.rule_id, Tone.LABEL),
                    TableCell(one.wording, Tone.LABEL),
                    TableCell(EFFECT_WORDS.get(one.effect, one.effect)),
                    TableCell(figure(one.failed), Tone.NUMBER),
                    TableCell(figure(one.prefectures) if one.prefectures else NO_TOTAL, Tone.NUMBER),
                )
            )
            for one in data.rules[:most]
        ),
        widths=(20, 82, 20, 14, 20),
        notes=("“×”处为具体的指标、数值或文件名。“提示”不影响数字列入统计。",),
    )


def definitions_table(data: BulletinData, indicators: Sequence[SummaryIndicator]) -> Table:
    """What each indicator of the bulletin counts."""
    return Table(
        caption="本期所用指标",
        head=("指标", "编码", "单位", "时间口径"),
        rows=tuple(
            TableRow(
                (
                    TableCell(one.name_zh, Tone.LABEL),
                    TableCell(one.code, Tone.LABEL),
                    TableCell(one.unit),
                    TableCell(_time_basis(data, one)),
                )
            )
            for one in indicators
        ),
        widths=(56, 58, 14, 28),
    )


def _time_basis(data: BulletinData, indicator: SummaryIndicator) -> str:
    if indicator.measure_type == "stock":
        return f"{data.month.number}月末现有"
    return f"1至{data.month.number}月累计" if data.month.number > 1 else "1月累计"
