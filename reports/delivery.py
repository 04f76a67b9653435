"""Send one message through one channel, by the library apprise. No address and no secret reaches a log or an error.

apprise's own log lines hold addresses, and so do those of the HTTP library: while a message is sent both are caught
here, and only a sentence from a closed list comes out. Chat robots answer 200 even when they refuse; their answer is
read.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final  # Any: what the HTTP library takes and gives

import requests
from apprise import Apprise, AppriseAsset, NotifyFormat, PersistentStoreMode

from reports.contacts import Channel

_TOLD = (
    (r"refused", "连接被拒绝：服务器没有开，或端口不对"),
    (r"timed out|timeout", "连接超时"),
    (r"Name or service not known|getaddrinfo|resolve|nodename", "找不到这个主机名"),
    (r"certificate|SSL", "加密连接不成：证书或端口不对"),
    (r"\b535\b|[Aa]uthentic|Unauthorized", "用户名、密码或密钥不对"),
    (r"\b55[0-4]\b|recipient", "对方不接受这个收件地址"),
)
_STATUS = re.compile(r"error=(\d{3})")
_LONGEST_SECRET_FREE: Final = 60
LONGEST_ROBOT_BYTES: Final = 2000
"""企业微信 takes 2048 bytes of text, and cuts nothing by itself: it refuses."""


def deliver(channel: Channel, title: str, body: str) -> str:
    """Send a message; returns nothing when it was taken, else why not, in Chinese."""
    asset = AppriseAsset(app_id="Kepu", app_desc="科普统计月报", storage_mode=PersistentStoreMode.MEMORY)
    with _caught_logs() as heard:
        server = Apprise.instantiate(channel.url, asset=asset)
        if server is None:
            return "地址写得不对"
        with _read_answers(type(server).__module__, is_robot=channel.is_robot) as answers:
            apprise = Apprise(asset=asset)
            apprise.add(server)
            text = fitting(body, LONGEST_ROBOT_BYTES - len(title.encode())) if channel.is_robot else body
            is_taken = apprise.notify(title=title, body=text, body_format=NotifyFormat.TEXT)
    return "" if is_taken else answers.refusal or _told("\n".join(heard))


def fitting(text: str, limit: int) -> str:
    """Cut a text to whole lines within a number of UTF-8 bytes, and say that it was cut."""
    if len(text.encode()) <= limit:
        return text
    note, kept = "…（全文见催报单或报告目录）", ""
    for line in text.splitlines(keepends=True):
        if len((kept + line + note).encode()) > limit:
            break
        kept += line
    return kept + note


def refusal_in(content: bytes) -> str:
    """What a chat robot's answer says when it refused; nothing when it took the message or says nothing readable."""
    try:
        answer = json.loads(content)
    except ValueError:
        return ""
    if not isinstance(answer, dict):
        return ""
    code = next((answer[key] for key in ("errcode", "code", "StatusCode") if isinstance(answer.get(key), int)), 0)
    words = str(answer.get("errmsg") or answer.get("msg") or answer.get("StatusMessage") or "")
    said = re.split(r"[,，;；\[]|https?:", words)[0].strip()[:_LONGEST_SECRET_FREE]
    return f"对方拒收：{code} {said}".strip() if code else ""


def _told(heard: str) -> str:
    for pattern, sentence in _TOLD:
        if re.search(pattern, heard):
            return sentence
    status = _STATUS.search(heard)
    return f"服务器回答 {status[1]}" if status else "没有发成"


class _Heard(logging.Handler):
    """Keeps what is logged in memory, for `_told`."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self._lines.append(record.getMessage())


@contextmanager
def _caught_logs() -> Iterator[list[str]]:
    """Keep the log lines of apprise and of the HTTP library from every other handler."""
    lines: list[str] = []
    loggers = [logging.getLogger(name) for name in ("apprise", "urllib3")]
    before = [(logger.handlers, logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [_Heard(lines)], False
        logger.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)


class _Answers:
    """Stands in for `requests` inside one plugin and reads what the robot answered."""

    def __init__(self) -> None:
        self.refusal = ""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the library has
        return getattr(requests, name)

    def post(self, *arguments: Any, **named: Any) -> requests.Response:  # noqa: ANN401 - passed through
        """Post as the library does. Raises RequestException, which the plugin takes for a failure, on a refusal."""
        answer = requests.post(*arguments, **named)
        self.refusal = refusal_in(answer.content or b"")
        if self.refusal:
            raise requests.RequestException("refused by the robot")
        return answer


@contextmanager
def _read_answers(module: str, *, is_robot: bool) -> Iterator[_Answers]:
    answers, plugin = _Answers(), sys.modules.get(module)
    if not is_robot or plugin is None:
        yield answers
        return
    setattr(plugin, "requests", answers)  # noqa: B010 - the module's own name for the library
    try:
        yield answers
    finally:
        setattr(plugin, "requests", requests)  # noqa: B010 - as it was
