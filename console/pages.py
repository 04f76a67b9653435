"""Pages: the templates, the Chinese words for states, and how numbers, months and instants are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from console.access import User
from domain.decision import CONFIRMATIONS
from ledger.accounts import Role
from reports.terminal import EFFECT_ZH, ISSUE_STATUS_ZH, SEVERITY_ZH, STATE_ZH
from warehouse.trace import KIND_ZH, PERIOD_TYPE_ZH, STATUS_ZH, moment_zh, number_zh

TEMPLATES = Path(__file__).parent / "templates"
ROLE_ZH = {Role.ADMIN: "系统管理员", Role.STEWARD: "数据管理员", Role.VIEWER: "查阅者", Role.CLERK: "地州填报员"}
FORM_ZH = {
    "form": "报表",
    "county_table": "分县表",
    "long_list": "明细",
    "table": "表格",
    "prose": "文字材料",
    "correction": "更正单",
    "nil": "零报告",
    "empty": "无数据",
}
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
CHANGE_ZH = {"changed": "改动", "added": "新增", "absent": "不再出现", "equal": "未变"}
DECISION_STATE_ZH = {"applied": "已生效", "used": "已生效", "active": "已生效", "retired": "已失效"}
ACT_ZH = {
    "sign_in": "登录",
    "sign_in_failed": "登录失败",
    "sign_in_refused": "登录被限",
    "sign_out": "退出",
    "password_set": "设置密码",
    "decide": "决定",
    "send_back": "生成退回件",
    "confirm_name": "确认名称",
    "export_names": "导出名称",
    "upload": "上传",
    "upload_refused": "上传被拒",
    "download": "下载原件",
    "start_run": "开始运行",
    "add_user": "新增用户",
    "new_link": "新设置链接",
    "disable_user": "停用用户",
    "enable_user": "启用用户",
    "add_token": "生成令牌",
    "revoke_token": "吊销令牌",
    "refused": "没有权限",
    "bad_form": "表单无效",
}
WORDING_KIND_ZH = {"indicator": "指标", "region": "地区"}


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the menu, and which permission shows it."""

    path: str
    title: str
    permission: str


NAVIGATION = (
    NavigationItem("/", "总览", "see"),
    NavigationItem("/submissions", "报送", "see"),
    NavigationItem("/issues", "问题单", "see"),
    NavigationItem("/names", "名称", "see_all"),
    NavigationItem("/rules", "规则", "see_all"),
    NavigationItem("/decisions", "决定", "see_all"),
    NavigationItem("/users", "用户", "administer"),
)


@cache
def environment() -> Environment:
    """The templates; what comes from submissions is always escaped, and a name that does not exist is a bug."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "number": number_of,
        "plain": plain_number,
        "month": month_zh,
        "moment": moment_of,
        "sentence_form": sentence_form,
        "state": lambda code: STATE_ZH.get(str(code), str(code)),
        "severity": lambda code: SEVERITY_ZH.get(str(code), str(code)),
        "effect": lambda code: EFFECT_ZH.get(str(code), str(code)),
        "issue_status": lambda code: ISSUE_STATUS_ZH.get(str(code), str(code)),
        "number_status": lambda code: STATUS_ZH.get(str(code), str(code)),
        "period_type": lambda code: PERIOD_TYPE_ZH.get(str(code), str(code or "")),
        "kind": lambda code: KIND_ZH.get(str(code), str(code)),
        "role": lambda code: ROLE_ZH.get(code, str(code)),
        "form": lambda code: FORM_ZH.get(str(code), str(code or "")),
        "change": lambda code: CHANGE_ZH.get(str(code), str(code)),
        "decision_state": lambda code: DECISION_STATE_ZH.get(str(code), "待运行"),
        "wording_kind": lambda code: WORDING_KIND_ZH.get(str(code), str(code)),
        "act": lambda code: ACT_ZH.get(str(code), str(code)),
        "file_name": lambda path: str(path or "").rpartition("/")[2],
        "query": query_of,
    }
    made.globals |= {"navigation": NAVIGATION, "confirmations": CONFIRMATIONS}
    return made


def page(request: Request, user: User | None, template: str, *, status: int = 200, **shown: object) -> HTMLResponse:
    """Answer with a page."""
    path = request.url.path
    current = next((one.path for one in NAVIGATION if path == one.path or path.startswith(f"{one.path}/")), "")
    text = environment().get_template(template).render(user=user, current=current, **shown)
    return HTMLResponse(text, status_code=status)


def number_of(value: object, unit: object = None) -> str:
    """Write a value with its unit."""
    return number_zh(value, unit)


def plain_number(value: object) -> str:
    """Write a value as somebody would type it: 132000, 13.2; nothing for none."""
    return "" if value is None else f"{float(str(value)):.12g}"


def month_zh(period: object) -> str:
    """Write 2022-11 as 2022年11月."""
    year, _, month = str(period or "").partition("-")
    return f"{year}年{int(month)}月" if month.isdigit() else str(period or "")


def query_of(values: Mapping[str, object]) -> str:
    """Write the values that are there as a query string."""
    return urlencode({name: str(value) for name, value in values.items() if value not in (None, "", False)})


def sentence_form(text: object) -> str:
    """Write a rule's sentence for reading, with an ellipsis for what each case fills in."""
    return _PLACEHOLDER.sub("…", str(text or ""))


def moment_of(instant: datetime | None) -> str:
    """Write an instant (UTC, with or without its zone) as official clocks in Xinjiang show it."""
    return "" if instant is None else moment_zh(instant.replace(tzinfo=None))
