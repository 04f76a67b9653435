"""Write the arrivals that go wrong, one inbox per case: `python -m samples.bad_inbox FOLDER`.

Everything in them is invented. Each case is a whole inbox, so that it can be run alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from samples.forms import FormRow, FormSheet, OfficialForm, write_form
from samples.history import write_list
from samples.letters import write_text

Files = dict[str, bytes]

FORM_NAME = "2022年11月科普统计月报表.xlsx"
PROSE = write_text(("11月，全地区举办科技培训62场次，科技培训参与人次5134人次。（示例数据，虚构）",))


def form(reporter: str = "哈密市科协", year: int = 2022, month: int = 11) -> bytes:
    """Return a small invented form."""
    rows = (
        FormRow("ACT.TRAIN.SESSIONS", "科技培训场次", "场次", (62, 711)),
        FormRow("ACT.TRAIN.PARTICIPANTS", "科技培训参与人次", "人次", (5134, 58_226)),
    )
    sheet = FormSheet("科普活动", "科普工作统计月报表", "新科协统01表", ("本月", "本年累计"), rows)
    return write_form(OfficialForm(reporter, year, month, f"{year}年{month}月28日", (sheet,), is_synthetic=True))


def empty_inbox() -> Files:
    """Nothing arrived at all."""
    return {}


def empty_month() -> Files:
    """The folders are there, with only what systems leave behind."""
    return {"2022-11/哈密市/.DS_Store": b"\x00\x00\x00\x01Bud1", "2022-11/哈密市/~$月报表.xlsx": b"\x05user"}


def unknown_prefecture() -> Files:
    """Neither folder, name nor content says which prefecture it is."""
    text = write_text(("11月，举办科技培训62场次，科技培训参与人次5134人次。（示例数据，虚构）",))
    return {"2022-11/某某地区/工作总结.txt": text}


def same_bytes_twice() -> Files:
    """One form under two names, and once more from another prefecture."""
    data = form()
    return {
        f"2022-11/哈密市/{FORM_NAME}": data,
        "2022-11/哈密市/月报表（最终版）.xlsx": data,
        f"2022-11/吐鲁番市/{FORM_NAME}": data,
    }


def zero_bytes() -> Files:
    """An empty file beside a good one."""
    return {"2022-11/哈密市/空文件.xlsx": b"", f"2022-11/哈密市/{FORM_NAME}": form()}


def truncated() -> Files:
    """A form and a long list that broke off on their way."""
    data = form()
    row = ("哈密市科协", "2022-11", "本月", "ACT.TRAIN.SESSIONS", "科技培训场次", "场次", 62, "示例数据，虚构")
    listed = write_list([row] * 3)
    return {f"2022-11/哈密市/{FORM_NAME}": data[: len(data) // 3], "2022-11/哈密市/导出.csv": listed[:-7]}


def wrongly_named() -> Files:
    """Content and name disagree: a workbook called .csv, a text called .xlsx, a file without any extension."""
    return {
        "2022-11/哈密市/月报表.csv": form(),
        "2022-11/吐鲁番市/工作总结.xlsx": PROSE,
        "2022-11/博州/月报表": form("博州科协"),
    }


def conflicting_month() -> Files:
    """The folder says November, the form says October."""
    return {f"2022-11/哈密市/{FORM_NAME}": form(month=10)}


def future_month() -> Files:
    """A month that has not come yet."""
    return {"2099-01/哈密市/2099年1月科普统计月报表.xlsx": form(year=2099, month=1)}


def flat_files() -> Files:
    """Files right in the inbox: month and place must come from their content; the last one says neither."""
    return {"哈密市11月月报.xlsx": form(), "月报.xlsx": form("吐鲁番市科协"), "总结.txt": PROSE}


CASES: dict[str, Callable[[], Files]] = {
    case.__name__: case
    for case in (
        *(empty_inbox, empty_month, unknown_prefecture, same_bytes_twice, zero_bytes),
        *(truncated, wrongly_named, conflicting_month, future_month, flat_files),
    )
}


def write_bad_inboxes(folder: Path) -> dict[str, Path]:
    """Write every case as its own inbox under the folder; return the inboxes by case."""
    inboxes = {}
    for name, case in CASES.items():
        inbox = folder / name
        inbox.mkdir(parents=True, exist_ok=True)
        for path, data in case().items():
            target = inbox / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        inboxes[name] = inbox
    return inboxes


if __name__ == "__main__":
    write_bad_inboxes(Path(sys.argv[1]))
