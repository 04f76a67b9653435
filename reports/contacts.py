"""Who is told what: the operator's own channels and each prefecture's contacts, from one private file.

`notify.yaml` in the home folder (or KEPU_NOTIFY_FILE) may hold secrets, so it must be readable by its owner only; a
secret may also stand in the environment and be named as ${NAME}. Nothing here ever puts an address into a message.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final  # Any: what YAML holds is checked here
from urllib.parse import parse_qsl, quote, urlsplit

import yaml

from domain.catalog import Catalog
from domain.errors import SettingError

CONTACTS_FILE: Final = "notify.yaml"
OPERATOR: Final = "operator"
"""The recipient that stands for the region's own statistics desk."""

KIND_ZH: Final = {
    "mailto": "邮件",
    "mailtos": "邮件",
    "wecombot": "企业微信",
    "dingtalk": "钉钉",
    "feishu": "飞书",
    "json": "网络接口",
    "jsons": "网络接口",
}
"""The kinds of channel there are; apprise knows more, and a private file should not open them by accident."""

_ROBOTS = ("wecombot://", "dingtalk://", "feishu://")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_WECOM = re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([\w-]+)")
_DINGTALK = re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)(?:&secret=(\w+))?")
_FEISHU = re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)")
_MAIL_OVER_TLS = 465

EXAMPLE: Final = """\
# 谁收什么。本文件可能含密钥，只能本人可读（chmod 600）；也可以把密钥放在环境变量里，写成 ${变量名}。
# 写好后：kepu notify --home 数据目录 看一遍，kepu notify --test 发一条测试消息。

# 发邮件用的服务器（密码里的 @ : / 写成 %40 %3A %2F）：
# smtp: mailtos://用户名:${KEPU_NOTIFY_SMTP_PASSWORD}@smtp.example.cn:465?from=kptj@example.cn

# 自治区科协统计岗：每次运行的结果、运行失败、文件没有收。
operator: []
#  - email: tongji@example.cn
#  - url: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…            # 企业微信群机器人，原样粘贴
#  - url: https://oapi.dingtalk.com/robot/send?access_token=…&secret=SEC…   # 钉钉群机器人；加签的密钥写在 secret
#  - url: https://oa.example.cn/hook                                         # 其他系统：收到 JSON（title、message）

# 各地州市的联系人：催报。键是名称或代码。
prefectures: {}
#  塔城地区:
#    - email: tcdqkx@example.cn
#  654300:
#    - name: 阿勒泰地区科协工作群
#      url: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…

# 催报的落款和联系人：
# signed_by: 新疆维吾尔自治区科学技术协会
# contact: 统计联系人：某某　电话：0991-…

# true：过了截止日仍未报的，由每日巡检自动催一次；false：只在 kepu remind --send 时催。
remind_automatically: false
"""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach one recipient. `url` is what apprise understands, and is never shown."""

    recipient: str  # OPERATOR, or the code of a prefecture
    name: str
    url: str = field(repr=False)

    @property
    def kind_zh(self) -> str:
        """What people call this kind of channel."""
        return KIND_ZH[self.url.partition("://")[0]]

    @property
    def is_robot(self) -> bool:
        """Whether a chat robot takes the message: one server for all, short texts, refusals inside the answer."""
        return self.url.startswith(_ROBOTS)

    @property
    def label(self) -> str:
        """The channel as it may be shown: no address that is a secret."""
        return f"{self.kind_zh}（{self.name}）" if self.name != self.kind_zh else self.name


@dataclass(frozen=True, slots=True)
class Contacts:
    """Every channel there is, and whether reminders go out by themselves."""

    channels: tuple[Channel, ...] = ()
    reminds_automatically: bool = False
    signed_by: str = ""  # who signs a reminder, where it is not the association of the region
    contact: str = ""  # whom a prefecture may call

    def of(self, recipient: str) -> tuple[Channel, ...]:
        """The channels of one recipient, in the order of the file."""
        return tuple(channel for channel in self.channels if channel.recipient == recipient)


def contacts_path(home: Path) -> Path:
    """Where the contacts of a home folder stand."""
    chosen = os.environ.get("KEPU_NOTIFY_FILE")
    return Path(chosen) if chosen else home / CONTACTS_FILE


def load_contacts(home: Path, catalog: Catalog) -> Contacts:
    """Read who is told what; nobody without a file. Raises SettingError that names the place, never an address."""
    path = contacts_path(home)
    if not path.exists():
        if os.environ.get("KEPU_NOTIFY_FILE"):
            raise SettingError(f"KEPU_NOTIFY_FILE 指的文件“{path}”不存在。")
        return Contacts()
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingError(f"“{path}”可能含密钥，现在别人也能读。请先运行：chmod 600 {path}")
    try:
        stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第{mark.line + 1}行" if mark is not None else ""
        raise SettingError(f"“{path.name}”{place}不是有效的 YAML。格式可看 kepu notify --example。") from None
    return _contacts(stated or {}, path.name, catalog)


def _contacts(stated: Any, file: str, catalog: Catalog) -> Contacts:  # noqa: ANN401 - checked here
    known = {"smtp", "operator", "prefectures", "remind_automatically", "signed_by", "contact"}
    if not isinstance(stated, Mapping) or set(stated) - known:
        strange = "、".join(sorted(map(str, set(stated) - known))) if isinstance(stated, Mapping) else "整个文件"
        raise SettingError(f"“{file}”里的“{strange}”看不懂：只能有 {'、'.join(sorted(known))}。")
    server = _filled(str(stated.get("smtp") or ""), f"“{file}”的 smtp")
    channels = list(_channels(stated.get("operator"), OPERATOR, f"“{file}”的 operator", server))
    prefectures = stated.get("prefectures") or {}
    if not isinstance(prefectures, Mapping):
        raise SettingError(f"“{file}”的 prefectures 应按地州市列出联系人。格式可看 kepu notify --example。")
    for key, entries in prefectures.items():
        code = _prefecture_code(str(key), file, catalog)
        channels += _channels(entries, code, f"“{file}”的 {key}", server)
    _refuse_twins(channels, file)
    return Contacts(
        tuple(channels),
        reminds_automatically=stated.get("remind_automatically") is True,
        signed_by=str(stated.get("signed_by") or ""),
        contact=str(stated.get("contact") or ""),
    )


def _prefecture_code(key: str, file: str, catalog: Catalog) -> str:
    for region in catalog.prefectures:
        if key in (region.code, region.name_zh, *region.aliases):
            return region.code
    raise SettingError(f"“{file}”的 prefectures 里没有认出“{key}”：请写地州市名称或六位代码，如 塔城地区、654200。")


def _channels(entries: Any, recipient: str, place: str, server: str) -> Iterator[Channel]:  # noqa: ANN401 - checked here
    if entries is not None and not isinstance(entries, list):
        raise SettingError(f"{place} 应是一个列表，每项写 email 或 url。格式可看 kepu notify --example。")
    for number, entry in enumerate(entries or [], start=1):
        where = f"{place} 第{number}项"
        if not isinstance(entry, Mapping) or ("email" in entry) == ("url" in entry):
            raise SettingError(f"{where} 应写 email 或 url 其中之一。")
        if "email" in entry:
            url = _mail_url(str(entry["email"]).strip(), server, where)
            name = str(entry.get("name") or entry["email"])
        else:
            url = apprise_url(_filled(str(entry["url"]).strip(), where), where)
            name = str(entry.get("name") or KIND_ZH[url.partition("://")[0]])
        yield Channel(recipient, name, url)


def _filled(text: str, where: str) -> str:
    """Put the environment's values where their names stand: a whole address as it is, a part of one made safe."""
    missing = [name for name in _VARIABLE.findall(text) if name not in os.environ]
    if missing:
        raise SettingError(f"{where} 用到的环境变量 {'、'.join(missing)} 没有设置。")
    is_whole = _VARIABLE.fullmatch(text) is not None
    return _VARIABLE.sub(lambda match: os.environ[match[1]] if is_whole else quote(os.environ[match[1]], safe=""), text)


def _mail_url(address: str, server: str, where: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", address):
        raise SettingError(f"{where} 的 email 不是有效的邮箱地址。")
    if not server:
        raise SettingError(f"{where} 要用邮件，但文件里没有写 smtp（发信服务器）。")
    if server.partition("://")[0] not in ("mailto", "mailtos"):
        raise SettingError("smtp 应写成 mailtos://用户名:密码@服务器:端口?from=发件地址。")
    parts = urlsplit(server)
    try:
        is_tls = parts.port == _MAIL_OVER_TLS and "mode=" not in parts.query
    except ValueError:
        raise SettingError("smtp 里的端口不是数字。密码里的 : 要写成 %3A。") from None
    added = f"to={quote(address)}&format=text" + ("&mode=ssl" if is_tls else "")
    return f"{server}{'&' if parts.query else '?'}{added}"


def apprise_url(url: str, where: str) -> str:
    """Turn an address as people paste it into one that apprise understands. Raises SettingError without showing it."""
    if match := _WECOM.fullmatch(url):
        return f"wecombot://{match[1]}"
    if match := _DINGTALK.fullmatch(url):
        return f"dingtalk://{match[2]}@{match[1]}/" if match[2] else f"dingtalk://{match[1]}/"
    if match := _FEISHU.fullmatch(url):
        return f"feishu://{match[1]}"
    scheme, _, rest = url.partition("://")
    if scheme in ("http", "https"):
        address, _, query = rest.partition("?")
        passed = "&".join(f"-{quote(key)}={quote(value)}" for key, value in parse_qsl(query))
        return f"{'jsons' if scheme == 'https' else 'json'}://{address}" + (f"?{passed}" if passed else "")
    if scheme not in KIND_ZH or not rest:
        allowed = "、".join(dict.fromkeys(KIND_ZH.values()))
        raise SettingError(f"{where} 的 url 不认识：可以是{allowed}的地址，或 http(s):// 开头的网络接口。")
    return url


def _refuse_twins(channels: list[Channel], file: str) -> None:
    seen: set[tuple[str, str]] = set()
    for channel in channels:
        if (channel.recipient, channel.name) in seen:
            raise SettingError(f"“{file}”里同一单位有两个都叫“{channel.name}”的联系方式，请用 name 区分。")
        seen.add((channel.recipient, channel.name))
