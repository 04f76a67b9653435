"""`kepu extract`: the quantities in the prose of a file, for machines and for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.narrative import explained_lines, narrative_lines
from intake.read import read_bytes
from reference.lexicon import load_lexicon
from reference.loader import load_catalog

Line = Mapping[str, object]

KIND_ZH = {
    "level": "数量",
    "part": "其中",
    "cumulative": "累计",
    "share": "占比",
    "change": "增减",
    "rate": "比率",
    "target": "目标",
    "forecast": "预计",
}
CLASS_ZH = {
    "date": "日期",
    "time": "时间",
    "ordinal": "序数",
    "plan_period": "规划期",
    "name": "专名",
    "document_number": "文号",
    "phone": "电话",
    "code": "代码",
    "page_counter": "页面计数",
    "list_number": "条目编号",
    "idiom": "固定搭配",
    "level_word": "层级",
}
QUALIFIER_ZH = {"exact": "", "approx": "约", "about": "约", "at_least": "以上", "up_to": "以内"}


def extract_lines(data: bytes, file_name: str, *, explain: bool = False) -> Iterator[Line]:
    """Yield one record per quantity; with `explain` also the numbers that are no statistic. Raises SubmissionError."""
    catalog, lexicon = load_catalog(), load_lexicon()
    lines = explained_lines if explain else narrative_lines
    for document in read_bytes(data, file_name).documents:
        yield from lines(document, catalog, lexicon)


def draw_quantities(data: bytes, file_name: str, console: Console, *, explain: bool = False) -> None:
    """Print the quantities as a table; figures that look wrong are marked. Raises SubmissionError."""
    names = load_catalog().indicators
    table = Table(header_style="bold")
    for column in ("位置", "原文", "数值", "单位", "约数", "性质", "指标", "报送主体", "期间"):
        table.add_column(column, overflow="fold")
    found = 0
    for line in extract_lines(data, file_name, explain=explain):
        if line.get("token_class"):
            reason = CLASS_ZH.get(str(line["token_class"]), str(line["token_class"]))
            table.add_row(
                str(line["address"]), str(line["quote"]), *[""] * 3, Text(f"不是统计数：{reason}"), "", "", ""
            )
            continue
        found += 1
        code = str(line["indicator_code"] or "")
        name = names[code].name_zh if code in names else ""
        if line["indicator_status"] == "ambiguous":
            name = f"{name}？（不能唯一确定）"
        table.add_row(
            str(line["address"]),
            Text(str(line["quote"]), style="red" if line["suspect"] else ""),
            f"{line['value']:,}",
            str(line["unit"] or ""),
            QUALIFIER_ZH.get(str(line["qualifier"]), ""),
            KIND_ZH.get(str(line["kind"]), ""),
            name,
            str(line["org"] or ""),
            str(line["period"] or ""),
        )
    console.print(table if found or explain else "没有找到数量。")
