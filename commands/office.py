"""Commands that keep an office running: start and stop the services, back up, restore, examine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import DEFAULT_HOME, DEFAULT_INBOX, AsJson, Home, Inbox, user_errors, write_lines

if TYPE_CHECKING:
    from upkeep.services import Office

app = typer.Typer()

ServerPort = Annotated[
    int | None,
    typer.Option(
        "--server-port",
        envvar="KEPU_SERVER_PORT",
        min=1,
        max=65535,
        help="Prefect 服务的端口；不写则用 4200，被占用时自动换一个。",
    ),
]
ConsolePort = Annotated[
    int | None,
    typer.Option(
        "--console-port",
        envvar="KEPU_CONSOLE_PORT",
        min=1,
        max=65535,
        help="控制台的端口；不写则用 8765，被占用时自动换一个。",
    ),
]


@app.command()
@user_errors
def up(
    home: Home = DEFAULT_HOME,
    inbox: Inbox = DEFAULT_INBOX,
    server_port: ServerPort = None,
    console_port: ConsolePort = None,
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="服务", help="在前台只运行一个：server、worker 或 console；供 systemd 使用。"),
    ] = None,
) -> None:
    """启动一个办公室需要的全部：Prefect 服务、运行进程、控制台，并登记每月运行和每日巡检。

    只有本机能访问；已经在运行的不会重复启动。停止用 kepu down。
    例：kepu up --home var --inbox inbox
    """
    from upkeep.place import SERVICES
    from upkeep.services import Office, run_in_foreground, start_all

    office = Office(home, inbox, server_port, console_port)
    if only is not None:
        if only not in SERVICES:
            raise typer.BadParameter(f"请写 {'、'.join(SERVICES)} 中的一个。", param_hint="--only")
        keep_first_link(office, only)
        run_in_foreground(office, only)
    started = start_all(office, typer.echo)
    typer.echo("已启动。" if started else "已经在运行，没有重复启动。")
    show_addresses(office)


def show_addresses(office: Office) -> None:
    """Say where everything is, and how the first administrator gets in."""
    from upkeep.place import CONSOLE, SERVER, pass_phrase_file, running, services_folder

    console, server = running(office.home, CONSOLE), running(office.home, SERVER)
    if console is not None:
        typer.echo(f"控制台：{console.address}")
        for line in first_link(office, console.port):
            typer.echo(line)
    if server is not None:
        typer.echo(f"运行情况（Prefect）：{server.address}")
        typer.echo(f"  打开时要填的口令在 {pass_phrase_file(office.home)} 里（用户名:口令，整行照抄），只有您能读。")
    typer.echo(f"日志：{services_folder(office.home)}    停止：kepu down --home {office.home}    检查：kepu doctor")


def first_link(office: Office, port: int) -> list[str]:
    """The link that makes the first administrator, while there is none."""
    from console.serve import first_link as console_link
    from console.settings import ConsoleSettings

    return console_link(ConsoleSettings(office.home, office.inbox, port=port))


def keep_first_link(office: Office, service: str) -> None:
    """Under a supervisor nobody sees the terminal: leave the link in a file that only its owner can read."""
    from upkeep.place import CONSOLE, make_private, services_folder, write_private
    from upkeep.services import CONSOLE_PORT

    if service != CONSOLE:
        return
    path = make_private(services_folder(office.home)) / "first-link.txt"
    if lines := first_link(office, office.console_port or CONSOLE_PORT):
        write_private(path, "\n".join(lines) + "\n")
        typer.echo(f"还没有用户：设置第一个系统管理员的链接写在 {path} 里，24 小时内有效。")
    else:
        path.unlink(missing_ok=True)


@app.command()
@user_errors
def down(
    home: Home = DEFAULT_HOME,
    now: Annotated[bool, typer.Option("--now", help="不等正在进行的运行走完；下一次运行会接着做。")] = False,
) -> None:
    """停止 kepu up 启动的服务，别的程序一概不动。有运行正在进行时，先等它走完。"""
    from upkeep.run_lock import await_no_run
    from upkeep.services import NAME_ZH, stop_all

    if not now:
        await_no_run(home, lambda: typer.echo("有一次运行正在进行，等它走完再停止（按 Ctrl+C 放弃；--now 立即停止）……"))
    stopped = stop_all(home, typer.echo)
    typer.echo(f"已停止：{'、'.join(NAME_ZH[service] for service in stopped)}。" if stopped else "没有服务在运行。")
