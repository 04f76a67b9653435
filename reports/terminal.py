"""What people see in the terminal: the run's table, the month's state, issues, passports. Chinese, one screen each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from domain.reasoning.weights import PSEUDO_BIAS, enough_of

Line = Mapping[str, object]

STATE_ZH = {
    "received": "已收到",
    "read": "已读取",
    "harmonised": "已识别",
    "validated": "已校验",
    "accepted": "已通过",
    "provisional": "部分待核",
    "held": "待核",
    "returned": "已退回",
    "superseded": "已被替换",
    "failed": "无法读取",
    "nil": "零报告",
    "not_reported": "未报",
}
STATE_STYLE = {
    "accepted": "green",
    "nil": "green",
    "provisional": "yellow",
    "held": "yellow",
    "failed": "red",
    "returned": "yellow",
    "not_reported": "bright_black",
}
SEVERITY_ZH = {"critical": "严重", "warning": "警告", "info": "提示"}
EFFECT_ZH = {
    "hold_file": "整份待核",
    "hold_value": "数值待核",
    "needs_explanation": "待说明",
    "notice": "提示",
}
ISSUE_STATUS_ZH = {"open": "待处理", "decided": "已决定", "returned": "已退回", "closed": "已结"}
STEP_ZH = {
    "fact": "事实",
    "decision": "决定",
    "rule": "规则",
    "violation": "规则",
    "issue": "问题单",
    "observation": "数值",
    "statement": "原文",
    "file": "文件",
    "source": "文件",
    "submission": "报送",
}


def month_table(period: str, lines: Iterable[Line]) -> Table:
    """The table of a month: one row a prefecture, those that did not report too."""
    table = Table(title=f"{_month_zh(period)}报送情况", title_style="bold", header_style="bold")
    for name, justify in (
        ("地州市", "left"),
        ("状态", "left"),
        ("文件", "right"),
        ("找到的数", "right"),
        ("通过", "right"),
        ("暂用", "right"),
        ("待核", "right"),
        ("及时", "left"),
    ):
        table.add_column(name, justify="right" if justify == "right" else "left", no_wrap=True)
    for line in lines:
        state = str(line["state"])
        reported = state != "not_reported"
        numbers = [str(line[k]) if reported else "" for k in ("files", "found", "accepted", "provisional", "held")]
        style = STATE_STYLE.get(state, "")
        table.add_row(str(line["name_zh"]), Text(STATE_ZH.get(state, state), style=style), *numbers, _on_time(line))
    return table


def _on_time(line: Line) -> str:
    on_time = line.get("on_time")
    return "" if on_time is None else "按时" if on_time else "迟报"


def missing_sentence(lines: Iterable[Line]) -> str | None:
    """Who has not reported, in one sentence; None when all have."""
    missing = [str(line["name_zh"]) for line in lines if line["state"] == "not_reported"]
    return f"未报（{len(missing)}）：{'、'.join(missing)}" if missing else None


def issue_panel(issue: Line) -> Panel:
    """The one issue most worth a look, with its evidence and what to type next."""
    evidence = issue.get("evidence") or []
    lines: list[Text] = [Text(str(issue.get("title") or issue.get("raw") or ""), style="bold")]
    lines.append(Text(f"{issue['source_file']}  {issue.get('member') or ''} {issue['address']}", style="bright_black"))
    lines += [Text(f" · {reason}") for reason in (evidence if isinstance(evidence, Sequence) else [])]
    command = f"kepu decide {str(issue['issue_id'])[:10]} "
    suggestion = issue.get("suggestion_value")
    otherwise = "--accept --reason …" if issue.get("observation_ids") else "--return --reason …"
    command += f"--correct {suggestion:.10g} --reason …" if isinstance(suggestion, float) else otherwise
    lines.append(Text(f"处理：{command}", style="cyan"))
    return Panel(Group(*lines), title="最值得先看的问题", title_align="left", border_style="yellow")


def safe_to_stop_sentence(weights: Sequence[float]) -> str:
    """From which issue on the rest no longer matters to the regional totals, with the assumption behind it."""
    first = enough_of(weights)
    assumption = f"即使其余各项全部有误，对全区合计的影响也不超过 {PSEUDO_BIAS:.1%}"
    if first == 0:
        return f"这些问题都不影响全区合计：{assumption}。"
    return f"按影响从大到小处理前 {first} 个即可保证合计：{assumption}。"


def issue_table(lines: Sequence[Line]) -> Table:
    """The queue: most important first."""
    table = Table(header_style="bold")
    for name in ("问题", "月份", "严重", "影响", "规则", "位置", "原文", "建议", "状态"):
        table.add_column(name, overflow="fold")
    for line in lines:
        rules = line.get("rule_ids") or []
        suggestion = line.get("suggestion_value")
        table.add_row(
            str(line["issue_id"])[:10],
            str(line["period"]),
            SEVERITY_ZH.get(str(line["severity"]), ""),
            EFFECT_ZH.get(str(line["effect"]), ""),
            "、".join(map(str, rules if isinstance(rules, Sequence) else [])),
            f"{line['source_file']} {line['address']}",
            str(line.get("raw") or ""),
            f"{suggestion:.10g}" if isinstance(suggestion, float) else "",
            _status_zh(line),
        )
    return table


def _status_zh(line: Line) -> str:
    """Where an issue stands, with the reporter's answer when one waits to be confirmed."""
    status = ISSUE_STATUS_ZH.get(str(line["status"]), str(line["status"]))
    return f"{status}；{line['answer']}" if line.get("answer") else status


def passport(steps: Iterable[Line]) -> Table:
    """The passport of a number, from fact to file."""
    table = Table(title="来历", header_style="bold", show_lines=True)
    for name in ("环节", "编号", "内容", "位置"):
        table.add_column(name, overflow="fold")
    for step in steps:
        place = " ".join(str(step[k]) for k in ("source_file", "member", "address") if step.get(k))
        digest = f"\nsha256 {step['sha256']}" if step.get("sha256") else ""
        name = str(step["step"])
        table.add_row(
            STEP_ZH.get(name, name), str(step.get("id") or "")[:12], str(step.get("text") or ""), place + digest
        )
    return table


def answer_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """The answer to a query."""
    table = Table(header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else _plain(value) for value in row))
    return table


def _plain(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _month_zh(period: str) -> str:
    year, _, month = period.partition("-")
    return f"{int(year)}年{int(month)}月" if month.isdigit() else period


def terminal() -> Console:
    """A console on stdout that keeps wide tables readable when the output is piped."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, 140))
