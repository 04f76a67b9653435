"""The passport of a fact or an observation, from what stands back to the bytes: `trace_steps`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb

from warehouse.connection import open_published
from warehouse.queries import find_traceable
from warehouse.statements import statement

Row = Mapping[str, object]

STATUS_ZH: Final = {
    "accepted": "已采纳",
    "provisional": "暂用",
    "held": "暂存待决",
    "repeat": "与前文重复",
    "not_a_statistic": "不是统计数字",
}
CAUSE_ZH: Final = {
    "first": "首次报送",
    "resubmission": "重报",
    "decision": "处理决定",
    "restatement": "后来的报表重述",
    "reference_change": "口径或参考数据变化",
    "better_reader": "识别改进",
    "withdrawn": "撤回",
}
KIND_ZH: Final = {
    "correct": "更正",
    "accept": "接受",
    "return": "退回",
    "alias": "确认名称",
    "not_a_statistic": "认定不是统计数字",
}
PERIOD_TYPE_ZH: Final = {
    "month": "本月",
    "ytd": "累计",
    "stock": "期末",
    "event": "单项活动",
    "target": "目标",
    "season": "活动季",
}
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
BEIJING: Final = timedelta(hours=8)
OUTCOME_ZH: Final = {"fail": "不通过", "not_evaluated": "未判定"}


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step from fact to file. `step` is fact, decision, rule, observation, statement, file or submission."""

    step: str
    id: str
    text: str
    source_file: str | None = None
    member: str | None = None
    address: str | None = None
    sha256: str | None = None


def trace_steps(home: Path, id_prefix: str) -> list[TraceStep]:
    """Return the passport of the observation or fact whose id begins with the prefix.

    Raises NotFound or AmbiguousId for the prefix, WarehouseError when nothing is published.
    """
    with open_published(home) as connection:
        identity = find_traceable(connection, id_prefix)
        steps = [_fact_step(row) for row in _rows(connection, "trace_fact", {"id": identity})]
        for seen in _rows(connection, "trace_observation", {"id": identity}):
            steps.extend(_steps_of_observation(connection, seen))
    return steps


def _steps_of_observation(connection: duckdb.DuckDBPyConnection, seen: Row) -> Iterator[TraceStep]:
    argument = {"observation_id": seen["observation_id"]}
    yield from (_baseline_step(row) for row in _rows(connection, "trace_baseline", argument))
    yield from (_decision_step(row) for row in _rows(connection, "trace_decisions", argument))
    yield from (_decided_rule_step(row) for row in _rows(connection, "trace_decided_rules", argument))
    yield from (_rule_step(row) for row in _rows(connection, "trace_rules", argument))
    yield _observation_step(seen)
    yield _statement_step(seen)
    yield _file_step(seen)
    yield _submission_step(seen)


def _rows(connection: duckdb.DuckDBPyConnection, name: str, arguments: Mapping[str, object]) -> list[Row]:
    answer = connection.execute(statement("queries", name), dict(arguments))
    columns = [column[0] for column in answer.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


def moment_zh(instant: object) -> str:
    """Write a UTC instant of the warehouse as Beijing time shows it, which is official in Xinjiang too."""
    return f"{instant + BEIJING:%Y-%m-%d %H:%M}" if isinstance(instant, datetime) else ""


def number_zh(value: object, unit: object) -> str:
    """Write a value with its unit: 132000人次; a whole number without a decimal point."""
    if value is None:
        return "无数值"
    number = float(str(value))
    return f"{number:,.0f}{unit or ''}" if number.is_integer() else f"{number:,}{unit or ''}"


def _fact_step(row: Row) -> TraceStep:
    about = f"{row['region_name']} {row['period']} {PERIOD_TYPE_ZH.get(str(row['period_type']), '')}"
    until = "现行" if row["recorded_to"] is None else f"至 {moment_zh(row['recorded_to'])} 止"
    ended = f"（{CAUSE_ZH.get(str(row['ended_by']), '')}）" if row["ended_by"] else ""
    text = (
        f"{about} {row['indicator_name']} {number_zh(row['value'], row['unit_code'])}，"
        f"{STATUS_ZH.get(str(row['status']), '')}；第 {row['version']} 版，{CAUSE_ZH.get(str(row['cause']), '')}，"
        f"{moment_zh(row['recorded_from'])} 起，{until}{ended}"
    )
    return TraceStep("fact", str(row["observation_key"]), text)


def _decision_step(row: Row) -> TraceStep:
    value = f"为 {number_zh(row['value'], None)}" if row["value"] is not None else ""
    confirmed = f"，已经报送单位{row['confirmed_by']}确认" if row["confirmed_by"] else ""
    retired = "（已失效）" if row["state"] == "retired" else ""
    text = (
        f"{KIND_ZH.get(str(row['kind']), str(row['kind']))}{value}{confirmed}：{row['reason']}"
        f"（{row['author']}，{moment_zh(row['decided_at'])}）{retired}"
    )
    return TraceStep("decision", str(row["decision_id"]), text)


def _baseline_step(row: Row) -> TraceStep:
    """The approval of a whole month, which stands for a decision about each of its numbers."""
    text = f"基线导入，由{row['approved_by']}批准（{moment_zh(row['approved_at'])} 登记）：按原值采纳，规则只作提示"
    return TraceStep("decision", f"baseline-{row['load_id']}", text)


def _rule_step(row: Row) -> TraceStep:
    return TraceStep(
        "rule", str(row["rule_id"]), f"{OUTCOME_ZH.get(str(row['outcome']), '')}：{row['message'] or row['effect']}"
    )


def _decided_rule_step(row: Row) -> TraceStep:
    """A rule that the value as reported had failed; its message without the values, which are gone."""
    message = _PLACEHOLDER.sub("…", str(row["message_zh"] or ""))
    return TraceStep("rule", str(row["rule_id"]), f"决定前不通过（规则第 {row['rule_version']} 版）：{message}")


def _observation_step(seen: Row) -> TraceStep:
    value = number_zh(seen["value"], seen["unit_code"])
    reported = f"（原报 {number_zh(seen['value_reported'], seen['unit_code'])}）" if seen["is_corrected"] else ""
    reason = f"：{seen['hold_reason']}" if seen["hold_reason"] else ""
    status = STATUS_ZH.get(str(seen["status"]), str(seen["status"]))
    text = f"{seen['indicator_name'] or '指标未识别'} {value}{reported}，{status}{reason}"
    return TraceStep("observation", str(seen["observation_id"]), text)


def _statement_step(seen: Row) -> TraceStep:
    labels = " › ".join(str(part) for part in (seen["row_labels"], seen["column_labels"]) if part)
    place = f"，第 {seen['start']}—{seen['end']} 字" if seen["start"] is not None else ""
    text = f"“{seen['raw']}”，见“{seen['quote'] or labels}”{place}"
    return TraceStep("statement", str(seen["observation_id"]), text, **_place(seen))


def _file_step(seen: Row) -> TraceStep:
    member = f" 内 {seen['member']}" if seen["member"] else ""
    return TraceStep("file", str(seen["content_sha256"]), f"{seen['source_file']}{member}", **_place(seen, "address"))


def _submission_step(seen: Row) -> TraceStep:
    received = f"，{moment_zh(seen['received_at'])} 收到" if seen["received_at"] else ""
    synthetic = "（虚构样例）" if seen["is_synthetic"] else ""
    text = f"{seen['submitter_name'] or seen['submitter_code']} {seen['reported_in']} 报送件{received}{synthetic}"
    return TraceStep("submission", str(seen["submission_id"]), text, **_place(seen, "address", "member"))


def _place(seen: Row, *without: str) -> dict[str, str | None]:
    """Where the step stands: file, member, address and hash, but for what it has no part in."""
    columns = {"source_file": "source_file", "member": "member", "address": "address", "sha256": "content_sha256"}
    stated = {name: column for name, column in columns.items() if name not in without and seen[column] is not None}
    return {name: str(seen[column]) for name, column in stated.items()}
