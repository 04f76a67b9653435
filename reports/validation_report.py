"""校验报告: what validation found in one month, whole and in Chinese, as one HTML file that needs no network.

Great Expectations' own pages load from other sites and shorten lists; this one shows every failing observation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.period import Month
from domain.reasoning.weights import PSEUDO_BIAS, enough_of
from warehouse.validation import Row, RuleLine, ValidationRows

REPORT_FILE = "校验报告.html"
NUISANCE_RATE = 0.05
NUISANCE_FIRED = 20
"""A rule that fired at least so often over a year and changed less than this share is a nuisance (editing practice)."""

LEVELS: Mapping[int, str] = {
    0: "格式与文件",
    1: "同一文件之内：单元格和行",
    2: "同一来源各文件之间：表间、月份、版本",
    3: "各地州之间、各来源之间",
    4: "与其他部门数据比对",
    5: "整体合理性",
}
"""Levels of validation of the European Statistical System's handbook."""
_LEVEL_OF_CATEGORY: Mapping[str, int] = {
    "syntactic": 0,
    "timeliness": 0,
    "governance": 0,
    "validity": 1,
    "balance": 1,
    "cross-indicator": 1,
    "completeness": 1,
    "duplicate": 2,
    "temporal": 2,
    "target": 2,
    "outlier": 3,
}
_LEVEL_OF_RULE: Mapping[str, int] = {
    "BAL-05": 3,
    "CMP-01": 3,
    "CRS-09": 4,
    "CRS-10": 4,
    "CRS-11": 4,
    "DUP-01": 3,
    "OUT-01": 3,
    "OUT-02": 2,
}
"""Where a rule stands on another level than its category: against other prefectures, the census, its own past."""
STAGES: Mapping[str, str] = {
    "file": "文件（file_structure）",
    "observation": "逐个数值（observations）",
    "region_month": "全区一个月（region_month）",
    "none": "尚不能判断",
}
SEVERITY_ZH = {"critical": "严重", "warning": "警告", "info": "提示"}
EFFECT_ZH = {"hold_file": "整个文件待核", "hold_value": "数值待核", "needs_explanation": "需要说明", "notice": "提示"}
DISPOSITION_ZH = {
    "accepted": "通过",
    "provisional": "暂用",
    "held": "待核",
    "repeat": "重复",
    "not_a_statistic": "不是统计数",
}
STATE_ZH = {"not_reported": "未报", "nil": "零报告", "failed": "无法使用"}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule of a suite in the month; `note` says what a reader must not overlook."""

    rule_id: str
    wording: str
    severity: str
    effect: str
    owner: str
    looked_at: int | None
    passed: int | None
    failed: int
    not_evaluated: int
    note: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    """How the month stands on one level of validation."""

    level: int
    name: str
    rules: int
    idle: int
    looked_at: int
    failed: int
    not_evaluated: int
    sentence: str


@dataclass(frozen=True, slots=True)
class FailureRow:
    """One observation, file or month that failed one rule."""

    place: str
    raw: str
    rule_id: str
    message: str
    effect: str
    disposition: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class IssueBlock:
    """All failures of one cause."""

    title: str
    issue_id: str
    status: str
    weight: str
    failures: tuple[FailureRow, ...]


@dataclass(frozen=True, slots=True)
class PrefectureBlock:
    """All failures of one prefecture."""

    code: str
    name: str
    issues: tuple[IssueBlock, ...]

    @property
    def failure_count(self) -> int:
        """How many rows it has."""
        return sum(len(issue.failures) for issue in self.issues)


@dataclass(frozen=True, slots=True)
class SafeToStop:
    """From which weight on the open issues together move no regional total by more than the tolerance."""

    issue_count: int
    needed: int
    threshold: float | None
    rest: float
    unweighed: int = 0  # files, names, ratios: they enter no total, and still have to be looked at

    @property
    def sentence(self) -> str:
        """What it means, with its assumption."""
        others = f"另有 {self.unweighed} 个问题没有权重（整个文件、整月、识别不了的数），不在此列，仍需看一遍。"
        return self._weighed + (others if self.unweighed else "")

    @property
    def _weighed(self) -> str:
        if not self.issue_count:
            return "没有影响合计的待处理问题。"
        total, line = f"{self.issue_count} 个影响合计的待处理问题", percent(PSEUDO_BIAS)
        assumed = f"（上限估计：假定其余问题全部属实且落在同一指标上，合计也只影响全区合计的{percent(self.rest)}）"
        if self.needed == 0:
            return f"{total}合计影响不超过全区合计的{line}，可以不再逐个处理{assumed}。"
        if self.needed == self.issue_count:
            return f"{total}都值得处理：留下任何一个，全区合计都可能变动{line}以上。"
        until = f"处理完权重最大的 {self.needed} 个（权重不低于{percent(self.threshold)}）即可停止"
        return f"共 {total}。{until}{assumed}。"


def percent(share: object) -> str:
    """A share as people read it: 0.5%; a dash for none."""
    return "—" if share is None else f"{float(str(share)) * 100:.3g}%"


def number(value: object) -> str:
    """A count or value with thousands separated; a dash for none."""
    if value is None:
        return "—"
    plain = float(str(value))
    return f"{plain:,.0f}" if plain.is_integer() else f"{plain:,}"


def level_of(rule_id: str, category: str) -> int:
    """The level of validation on which a rule stands."""
    return _LEVEL_OF_RULE.get(rule_id, _LEVEL_OF_CATEGORY.get(category, 1))


def rule_row(row: Row) -> RuleRow:
    """One rule as the report shows it."""
    return RuleRow(
        rule_id=str(row["rule_id"]),
        wording=str(row["wording"] or ""),
        severity=SEVERITY_ZH.get(str(row["severity"]), ""),
        effect=EFFECT_ZH.get(str(row["effect"]), ""),
        owner=str(row["owner"] or ""),
        looked_at=_count(row["checked"]),
        passed=_count(row["passed"]),
        failed=int(str(row["failed"])),
        not_evaluated=int(str(row["not_evaluated"])),
        note=_note(row),
    )


def _count(value: object) -> int | None:
    return None if value is None else int(str(value))


def _note(row: Row) -> str:
    if not row["has_run"]:
        return "本月未运行。"
    if row["checked"] == 0:
        waits = "，缺少可比对的数据" if row["not_evaluated"] else ""
        return f"没有判断任何数据{waits}：没有不通过不等于通过。"
    return "" if row["checked"] is not None else "未说明判断范围。"


def level_rows(rows: Iterable[Row]) -> list[LevelRow]:
    """How the month stands on each level; a level without rules says that nobody looked."""
    found = list(rows)
    return [
        _level_row(level, [r for r in found if level_of(str(r["rule_id"]), str(r["category"])) == level])
        for level in LEVELS
    ]


def _level_row(level: int, rows: list[Row]) -> LevelRow:
    run = [r for r in rows if r["has_run"]]
    idle = sum(1 for r in rows if not r["checked"])
    looked_at, failed, waiting = (sum(int(str(r[n] or 0)) for r in run) for n in ("checked", "failed", "not_evaluated"))
    if not looked_at:
        sentence = "没有判断任何数据"
    elif failed:
        sentence = f"有 {failed} 处不通过"
    else:
        sentence = "判断过的全部通过"
    return LevelRow(level, LEVELS[level], len(rows), idle, looked_at, failed, waiting, sentence)


def prefecture_blocks(failures: Iterable[Row]) -> list[PrefectureBlock]:
    """Every failing observation by prefecture and issue. The rows come in the order of the query."""
    return [
        PrefectureBlock(code, str(listed[0]["submitter_name"]), tuple(_issue_blocks(listed)))
        for code, rows in groupby(failures, key=lambda row: str(row["submitter_code"]))
        for listed in [list(rows)]
    ]


def _issue_blocks(rows: list[Row]) -> Iterable[IssueBlock]:
    for issue_id, grouped in groupby(rows, key=lambda row: row["issue_id"]):
        listed = list(grouped)
        first = listed[0]
        if issue_id is None:
            yield IssueBlock("提示，不影响采纳", "", "", "", tuple(map(_failure_row, listed)))
            continue
        status = "已处理" if first["issue_status"] not in ("open", "") else "待处理"
        weight = percent(first["issue_weight"]) if first["issue_weight"] else ""
        title = str(first["issue_title"] or "问题")
        yield IssueBlock(title, str(issue_id)[:8], status, weight, tuple(map(_failure_row, listed)))


def _failure_row(row: Row) -> FailureRow:
    parts = [str(row[name]) for name in ("source_file", "member", "address") if row[name]]
    suggested = row["suggestion_value"] if row["suggestion_value"] is not None else row["issue_suggestion"]
    unit = str(row["unit_code"] or "")
    value = f"疑为 {number(suggested)}{unit}。" if suggested is not None else ""
    why = str(row["suggestion_reason"] or "") if suggested is not None else ""
    return FailureRow(
        place=" · ".join(parts) or "整月",
        raw=str(row["raw"] or ""),
        rule_id=str(row["rule_id"]),
        message=str(row["message"] or ""),
        effect=EFFECT_ZH.get(str(row["effect"]), ""),
        disposition=DISPOSITION_ZH.get(str(row["disposition"]), ""),
        suggestion=f"{value}{why}" or str(row["remedy_zh"] or ""),
    )


def safe_to_stop(issues: Iterable[Row]) -> SafeToStop:
    """The line below which what is left alone no longer matters."""
    found = sorted((float(str(row["weight"])) for row in issues), reverse=True)
    weights = [weight for weight in found if weight > 0]
    needed = enough_of(weights)
    threshold = weights[needed - 1] if needed else None
    return SafeToStop(len(weights), needed, threshold, sum(weights[needed:]), len(found) - len(weights))


def is_nuisance(line: RuleLine) -> bool:
    """Whether a rule fires often and almost never changes a number."""
    return line.fired >= NUISANCE_FIRED and (line.hit_rate or 0.0) < NUISANCE_RATE and _is_asked(line)


def _is_asked(line: RuleLine) -> bool:
    """Rules that only give notice ask nobody for anything."""
    return line.effect != "notice"


def report_page(rows: ValidationRows) -> str:
    """Return the page; the same rows give the same text."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters.update(percent=percent, number=number)
    judged = [row for row in rows.rules if row["stage"] != "none"]
    suites = [
        (name, [rule_row(row) for row in judged if row["stage"] == stage])
        for stage, name in STAGES.items()
        if stage != "none"
    ]
    fired = sorted((line for line in rows.performance if line.fired), key=lambda line: -line.fired)
    return environment.get_template("validation_report.html").render(
        month=Month.parse(rows.period).zh,
        run=rows.run,
        run_at=_moment(rows.run["started_at"]),
        levels=level_rows(judged),
        suites=suites,
        prefectures=rows.prefectures,
        states=STATE_ZH,
        approved_by=sorted({str(row["approved_by"]) for row in rows.prefectures if row["approved_by"]}),
        blocks=prefecture_blocks(rows.failures),
        failure_count=len(rows.failures),
        waiting=[row for row in rows.rules if row["stage"] == "none"],
        stop=safe_to_stop(rows.issues),
        heaviest=rows.issues[:10],
        fired=fired,
        nuisances=[line.rule_id for line in fired if is_nuisance(line)],
    )


def _moment(instant: object) -> str:
    """A UTC instant of the warehouse as the clock in Xinjiang officially shows it."""
    return f"{instant + timedelta(hours=8):%Y-%m-%d %H:%M}" if isinstance(instant, datetime) else ""


def write_validation_report(folder: Path, rows: ValidationRows) -> Path:
    """Write the page into a month's folder of reports; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / REPORT_FILE
    path.write_text(report_page(rows), encoding="utf-8")
    return path
