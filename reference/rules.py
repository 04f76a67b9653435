"""rules.csv and thresholds.csv: the claims about the data and the figures they compare with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.catalog import Indicator, Rule
from domain.violation import Effect, Severity
from reference.csv_file import Problems, Row

RULE_COLUMNS = (
    "rule_id", "category", "severity", "effect", "name", "scope", "formula", "example", "message_zh", "remedy_zh",
    "version", "stage", "engine", "owner", "not_evaluated_reason",
)  # fmt: skip
THRESHOLD_COLUMNS = ("rule_id", "name", "indicator_code", "value", "reason")
STAGES = ("file", "observation", "region_month", "none")
ENGINES = ("domain", "expectation", "sql", "none")
LAYOUT = "LAYOUT"
"""Thresholds of reading tables, which are no rule."""


def build_rules(rows: list[Row], problems: Problems) -> dict[str, Rule]:
    """Return the rules by id; note unknown words, and an unevaluated rule without a reason."""
    problems.unique(rows, "rule_id")
    return {row["rule_id"]: rule for row in rows if (rule := _rule(row, problems)) is not None}


def _rule(row: Row, problems: Problems) -> Rule | None:
    count = len(problems.sentences)
    severity = problems.choice(row, "severity", tuple(Severity))
    effect = problems.choice(row, "effect", tuple(Effect))
    stage, engine = problems.choice(row, "stage", STAGES), problems.choice(row, "engine", ENGINES)
    if not row["version"].isdigit() or int(row["version"]) < 1:
        problems.add(row, f"version 应为正整数，实为“{row['version']}”。")
    if (stage == "none") != (engine == "none"):
        problems.add(row, "stage 与 engine 须同时为none。")
    if engine == "none" and not row["not_evaluated_reason"]:
        problems.add(row, "不能执行的规则须写明not_evaluated_reason。")
    if not row["message_zh"]:
        problems.add(row, "message_zh 为空。")
    if len(problems.sentences) > count:
        return None
    return Rule(
        rule_id=row["rule_id"],
        category=row["category"],
        severity=Severity(severity),
        effect=Effect(effect),
        name=row["name"],
        scope=row["scope"],
        formula=row["formula"],
        message_zh=row["message_zh"],
        remedy_zh=row["remedy_zh"],
        version=int(row["version"]),
        stage=stage,
        engine=engine,
        owner=row["owner"],
        not_evaluated_reason=row["not_evaluated_reason"],
    )


def build_thresholds(
    rows: Iterable[Row], rules: Iterable[str], indicators: Mapping[str, Indicator], problems: Problems
) -> dict[str, float]:
    """Return thresholds as `RULE.name[.indicator]`; note unknown rules and indicators, repeats and non-numbers."""
    known = {*rules, LAYOUT}
    thresholds: dict[str, float] = {}
    stated: set[tuple[str, str]] = set()
    for row in rows:
        key = ".".join(part for part in (row["rule_id"], row["name"], row["indicator_code"]) if part)
        value = problems.number(row, "value")
        if row["rule_id"] not in known:
            problems.add(row, f"规则“{row['rule_id']}”不在rules.csv中。")
        if row["indicator_code"] and row["indicator_code"] not in indicators:
            problems.add(row, f"指标“{row['indicator_code']}”不在indicators.csv中。")
        if (row.file, key) in stated:
            problems.add(row, f"阈值{key}重复。")
        stated.add((row.file, key))
        if value is None:
            problems.add(row, f"阈值{key}没有数值。")
            continue
        thresholds[key] = value
    return thresholds
