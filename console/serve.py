"""Start the console: say where it is, hand out the first link where nobody has an account yet, and serve."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import uvicorn

from console.app import create_app
from console.settings import ConsoleSettings
from domain.errors import SettingError
from ledger.accounts import Accounts
from reports.region_outlines import outlines


def serve(settings: ConsoleSettings, say: Callable[[str], None], *, with_link: bool = True) -> None:
    """Serve until stopped. Raises SettingError when the address is taken.

    Without the link, whoever starts the console hands it out: a new link makes the one before useless.
    """
    check_address(settings)
    app = create_app(settings)
    say(f"控制台：{settings.address}（按 Ctrl+C 停止）")
    for line in first_link(settings) if with_link else ():
        say(line)
    threading.Thread(target=outlines, daemon=True).start()  # half a second that no visitor need wait for
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", server_header=False)


def first_link(settings: ConsoleSettings) -> list[str]:
    """What to say on the first start: a one-time link that makes the first administrator; nothing afterwards."""
    accounts = Accounts.at_home(settings.home)
    try:
        if not accounts.is_empty():
            return []
    finally:
        accounts.close()
    return [
        "还没有用户。请在 24 小时内打开这个链接，设置第一个系统管理员（只能用一次）：",
        admin_link(settings),
    ]


def admin_link(settings: ConsoleSettings) -> str:
    """A one-time link that makes one more administrator: for who has the home folder and nobody's password."""
    accounts = Accounts.at_home(settings.home)
    try:
        return f"{settings.address}/setup/{accounts.invite(None, settings.clock())}"
    finally:
        accounts.close()


def check_address(settings: ConsoleSettings) -> None:
    """Raise SettingError when nothing can listen there."""
    try:
        with socket.create_server((settings.host, settings.port)):
            pass
    except OSError as error:
        raise SettingError(
            f"不能在 {settings.host}:{settings.port} 上启动控制台：{error.strerror}。请用 --port 换一个端口。"
        ) from error
