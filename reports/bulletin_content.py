"""The bulletin section by section: coverage first, then figures, rankings, quality, and what the figures mean."""

from __future__ import annotations

from collections.abc import Iterable

from reports.bulletin_audience import audience_picture
from reports.bulletin_blocks import Block, BulletinPaper, Section, Text, TextKind
from reports.bulletin_data import BulletinData, widest
from reports.bulletin_pictures import course_picture, map_picture, quality_picture, ranking_picture
from reports.bulletin_tables import (
    HEADLINES,
    MARKS_NOTE,
    coverage_table,
    definitions_table,
    headline_table,
    indicator_table,
    measure_of,
    quality_table,
    ranking,
    ranking_table,
    rules_table,
)
from reports.bulletin_wording import (
    comparison_sentences,
    coverage_sentences,
    edition_line,
    headline_sentence,
    plain,
    scope_sentence,
    warnings,
)
from reports.summary_cells import Measure, Row, SummaryIndicator
from warehouse.trace import KIND_ZH, moment_zh

MOST_SENTENCES = 6
MOST_CHANGES = 20
FEWEST_RANKED = 2
CONFIRMED_ZH = {"电话": "电话核实", "反馈": "反馈单核实", "更正单": "更正单"}
UNIT_MEANINGS = {
    "人次": "“人次”按参加次数计，同一人参加多次计多次；与“人”不能相互换算或相加。",
    "人": "“人”按人头计，同一人只计一次。",
    "场": "“场”按举办次数计，“期”“班次”在培训中按场计。",
    "期": "“期”在媒体栏目中为播出期数，与培训的“期”不同。",
    "份": "“份”合并册、份、本、张，按发放数计。",
    "元": "金额一律换算为元。",
}


def bulletin_paper(data: BulletinData) -> BulletinPaper:
    """Write the bulletin of a month. Raises SettingError when no Chinese font can be found for its pictures."""
    sections = (_coverage(data), _headlines(data), _by_prefecture(data), _ranking(data), _quality(data), _sources(data))
    return BulletinPaper(
        title="新疆科普统计月报",
        subtitle=data.month.zh,
        edition=edition_line(data),
        issued_on=f"{data.made_on.year}年{data.made_on.month}月{data.made_on.day}日",
        warnings=warnings(data),
        sections=sections,
    )


def _coverage(data: BulletinData) -> Section:
    texts = ["".join(coverage_sentences(data)), scope_sentence(data)]
    return Section("报送情况", (*map(Text, texts), coverage_table(data)))


def _headlines(data: BulletinData) -> Section:
    by_code = {one.code: one for one in data.summary.indicators}
    known = [by_code[code] for code in HEADLINES if code in by_code]
    widest_first = sorted(known, key=lambda one: -_real_count(data, one))
    sentences = [headline_sentence(data, one, measure_of(one)) for one in widest_first[:MOST_SENTENCES]]
    texts = [Text(sentence) for sentence in sentences if sentence]
    compared = "".join(comparison_sentences(data, known)) if texts else ""
    texts += [Text(compared)] if compared else []
    nothing = Text("本期主要指标都没有可以列入统计的数字。")
    lead = _lead(data)
    course = course_picture(data, lead) if lead else None
    return Section("主要数字", (*(texts or [nothing]), *([course] if course else []), headline_table(data)))


def _real_count(data: BulletinData, indicator: SummaryIndicator) -> float:
    """How many state a figure; invented ones only decide between equals."""
    measure = measure_of(indicator)
    stated = data.numbers(indicator.code, measure)
    invented = len(data.invented(indicator.code, measure))
    return len(stated) - invented + invented / 100


def _lead(data: BulletinData) -> SummaryIndicator | None:
    """The flow that most prefectures state: the one to rank and to map."""
    return widest(data, [code for code in HEADLINES if code.split(".")[0] in ("ACT", "MAT", "LIT")], Measure.YTD)


def _by_prefecture(data: BulletinData) -> Section:
    month = data.month
    span = f"1至{month.number}月累计" if month.number > 1 else "1月累计"
    tables = (
        indicator_table(data, Measure.YTD, f"{month.year}年{span}：分地州市"),
        indicator_table(data, Measure.MONTH, f"{month.zh}当月：分地州市"),
        indicator_table(data, Measure.STOCK, f"{month.zh}末现有：分地州市"),
    )
    known = tuple(table for table in tables if table is not None)
    if not known:
        return Section("分地州市数字", (Text("本期没有分地州市的数字。"),))
    return Section("分地州市数字", (Text(MARKS_NOTE, TextKind.NOTE), *known))


def _ranking(data: BulletinData) -> Section:
    lead, stock = _lead(data), widest(data, ("VEN.BASE.NUM", "VEN.STM.NUM", "HR.VOLUNTEER"), Measure.STOCK)
    blocks: list[Block] = []
    for one in (lead, stock):
        if one is not None and len(ranking(data, one)) >= FEWEST_RANKED:
            blocks.append(ranking_table(data, one))
            blocks += [ranking_picture(data, one)] if one is lead else []
        elif one is not None:
            blocks.append(Text(f"{one.name_zh}：可以排列的地州市不足{FEWEST_RANKED}个，不排名次。"))
    if lead is not None:
        blocks.append(map_picture(data, lead))
    groups = audience_picture(data)
    nothing = Text("本期没有可以排列的数字。")
    return Section("排名与分布", (*(blocks or [nothing]), *([groups] if groups else [])))


def _quality(data: BulletinData) -> Section:
    found = sum(one.reporter.found for one in data.arrivals)
    standing = sum(one.reporter.accepted + one.reporter.provisional for one in data.arrivals)
    held = sum(one.reporter.held for one in data.arrivals)
    opening = (
        f"本月报送的文件中共识别数字{found}个，列入统计{standing}个，待核{held}个；尚有{data.open_issues}个问题待处理。"
        "每个数字都可追溯到报送文件的单元格或句子。"
    )
    picture = quality_picture(data)
    blocks: list[Block] = [Text(opening), quality_table(data), *([picture] if picture else [])]
    blocks += [rules_table(data)] if data.rules else []
    blocks += [Text(line) for line in _unusable(data)]
    blocks += _decisions(data)
    return Section("数据质量", (*blocks, *_changes(data)))


def _unusable(data: BulletinData) -> Iterable[str]:
    for one in data.arrivals:
        for text in one.unusable:
            yield f"无法使用的文件：{one.name}，{text}"


def _decisions(data: BulletinData) -> Iterable[Block]:
    if not data.decisions:
        yield Text("本月没有更正、接受或退回的处理决定。")
        return
    yield Text(f"本月生效的处理决定{len(data.decisions)}条：")
    regions = {one.reporter.region_code: one.name for one in data.arrivals}
    for serial, row in enumerate(data.decisions, start=1):
        yield Text(f"{serial}．{_decision(row, regions)}")


def _decision(row: Row, regions: dict[str, str]) -> str:
    kind = str(row["kind"])
    subject = "，".join(part for part in (regions.get(str(row["region_code"]), ""), str(row["indicator_name"])) if part)
    what = KIND_ZH.get(kind, kind)
    value = row["value"]
    if kind == "correct" and isinstance(value, float):
        what = f"原报“{row['raw']}”，更正为{plain(value)}{row['unit']}"
        confirmed = str(row["confirmed_by"] or "")
        what += f"（{CONFIRMED_ZH.get(confirmed, confirmed)}）" if confirmed else "（待报送单位确认，按暂定数列）"
    elif kind == "alias" and row["alias_wording"]:
        what = f"确认“{row['alias_wording']}”的含义"
    return f"{subject}：{what}。理由：{str(row['reason']).rstrip('。')}。"


def _changes(data: BulletinData) -> Iterable[Block]:
    if data.release is None:
        return
    count = len(data.changed_since)
    if not count:
        yield Text(f"第{data.release.release_number}号发布以来，本月数字没有改动。")
        return
    yield Text(f"第{data.release.release_number}号发布以来有{count}处改动，本期仍按发布时的数字编印：")
    for line in data.changed_since[:MOST_CHANGES]:
        yield Text(line, TextKind.NOTE)
    if count > MOST_CHANGES:
        yield Text(f"其余{count - MOST_CHANGES}处见 kepu diff {data.month}。", TextKind.NOTE)


def _sources(data: BulletinData) -> Section:
    used = [one for one in data.summary.indicators if any(data.numbers(one.code, measure) for measure in (*_FIGURES,))]
    texts = [
        "数据来源：各地州市科协报送的月报表、情况报告及其附件，经识别、审核后汇总。" + _state(data),
        "统计范围：14个地州市。伊犁州为州直口径，塔城、阿勒泰单独报送；不含新疆生产建设兵团及其城市。",
        "人口：2020年第七次全国人口普查常住人口。",
        *(UNIT_MEANINGS[unit] for unit in UNIT_MEANINGS if any(one.unit == unit for one in used)),
    ]
    return Section("口径与来源", (*map(Text, texts), *([definitions_table(data, used)] if used else [])))


_FIGURES = (Measure.YTD, Measure.MONTH, Measure.STOCK)


def _state(data: BulletinData) -> str:
    if data.release is None:
        return "本期为工作稿，按编印时已发布的工作数据。"
    release = data.release
    again = f"，为该月第{release.issue_in_month}次封账" if release.issue_in_month > 1 else ""
    reason = f"（{release.reason}）" if release.reason and again else ""
    return (
        f"本期引用第{release.release_number}号发布（{moment_zh(release.closed_at)}封账，{release.signed_by}签发"
        f"{again}{reason}），内容校验码 {release.content_sha256[:16]}。数据质量一节按编印时的情况。"
    )
