"""Commands that keep an office running: start and stop the services, back up, restore, examine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from commands.options import DEFAULT_HOME, DEFAULT_INBOX, AsJson, Home, Inbox, lines_of, user_errors, write_lines

if TYPE_CHECKING:
    from upkeep.backup import BackupReport
    from upkeep.services import Office

app = typer.Typer()

LOCAL_TIME = ZoneInfo("Asia/Shanghai")

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
    admin_link: Annotated[
        bool, typer.Option("--admin-link", help="给出一个再设一名系统管理员的链接：管理员都忘了密码时用。")
    ] = False,
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
    if admin_link:
        show_admin_link(office)


def show_admin_link(office: Office) -> None:
    """Hand out a way in for who has the home folder: they could read everything in it anyway."""
    from console.serve import admin_link
    from console.settings import ConsoleSettings
    from upkeep.place import CONSOLE, running

    if (console := running(office.home, CONSOLE)) is not None:
        settings = ConsoleSettings(office.home, office.inbox, port=console.port)
        typer.echo(f"用这个链接再设一名系统管理员（24 小时内，只能用一次）：\n{admin_link(settings)}")


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
    from upkeep.place import SERVICES, running
    from upkeep.run_lock import await_no_run
    from upkeep.services import NAME_ZH, stop_all

    if not now:
        await_no_run(home, lambda: typer.echo("有一次运行正在进行，等它走完再停止（按 Ctrl+C 放弃；--now 立即停止）……"))
    stopped = stop_all(home, typer.echo)
    if stopped:
        typer.echo(f"已停止：{'、'.join(NAME_ZH[service] for service in stopped)}。")
    elif not any(running(home, service) for service in SERVICES):
        typer.echo("没有服务在运行。")


@app.command()
@user_errors
def backup(
    target: Annotated[
        Path, typer.Argument(metavar="位置", help="备份目录（只写新增的内容），或一个 .tar 文件（一次完整的备份）。")
    ],
    home: Home = DEFAULT_HOME,
    keep: Annotated[
        int | None, typer.Option("--keep", min=1, help="备份目录里只保留最近这么多次；不写则全部保留。")
    ] = None,
) -> None:
    """备份数据目录：存档、日志、台账、名称对照、已发布的各版和报表。运行和控制台不必停；写完逐个读回核对。

    请放到另一块磁盘或另一台机器上。例：kepu backup /mnt/备份/科普 --home var --keep 60
    """
    from upkeep.backup import back_up, prune
    from upkeep.snapshot import BackupError, FolderStore

    report = back_up(home, target, datetime.now(UTC), typer.echo)
    typer.echo(backup_sentence(report))
    if not (home / "ledger.sqlite").exists():
        typer.echo(
            "数据目录里没有 ledger.sqlite：台账若在 PostgreSQL 里，请另用 pg_dump 备份它，和这份备份一起保存；"
            "恢复时先 pg_restore，再 kepu restore。",
            err=True,
        )
    if keep is not None and target.is_dir() and (dropped := prune(FolderStore(target), keep)):
        typer.echo(f"已删去最早的 {dropped} 次备份，保留最近 {keep} 次。")
    if report.damaged:
        raise BackupError(
            f"备份已写好，但数据目录里有 {len(report.damaged)} 个文件已损坏：{report.damaged[0]}。"
            "请运行 kepu doctor 查看怎样处理；较早的备份先不要删。"
        )


def backup_sentence(report: BackupReport) -> str:
    """What was written, and that it reads back."""
    new = f"新增 {report.new_files} 个、{report.new_size / 1e6:.1f} MB"
    return (
        f"已备份到 {report.target}：{report.files} 个文件，{report.size / 1e6:.1f} MB（{new}），"
        f"已逐个读回核对。快照 {report.snapshot}"
    )


@app.command()
@user_errors
def restore(
    source: Annotated[Path, typer.Argument(metavar="备份", help="kepu backup 写的目录或 .tar 文件。")],
    home: Home = DEFAULT_HOME,
    snapshot: Annotated[
        str | None, typer.Option("--snapshot", help="恢复哪一次：快照名的开头，如 20221205；不写则最近一次。")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="数据目录不是空的也恢复；原有内容移到 before-restore 目录，不会删除。")
    ] = False,
    show: Annotated[bool, typer.Option("--list", help="只列出备份里有哪几次，什么也不改。")] = False,
) -> None:
    """从备份恢复数据目录：先全部读出并核对，再放到位；中途失败则原样不动。恢复后运行 kepu doctor 检查。

    例：kepu restore /mnt/备份/科普 --home var
    """
    from upkeep.restore import restore as bring_back
    from upkeep.snapshot import find_snapshot, open_store

    with open_store(source) as store:
        if show:
            for name in store.names():
                listed = store.manifest(name)
                size = f"{len(listed.files)} 个文件  {listed.size / 1e6:.1f} MB"
                typer.echo(f"{name}  {listed.made_at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}  {size}")
            return
        report = bring_back(store, find_snapshot(store, snapshot), home, datetime.now(UTC), replace=replace)
    made_at = report.manifest.made_at.astimezone(LOCAL_TIME)
    typer.echo(f"已恢复 {made_at:%Y-%m-%d %H:%M} 的备份：{len(report.manifest.files)} 个文件，放在 {home}。")
    if report.kept is not None:
        typer.echo(f"原有内容在 {report.kept}，确认无误后可以删除。")
    typer.echo(f"接着请运行：kepu doctor --home {home}，再 kepu up --home {home}。备份之后收到的文件要再放进收件目录。")


@app.command()
@user_errors
def doctor(home: Home = DEFAULT_HOME, inbox: Inbox = DEFAULT_INBOX, as_json: AsJson = False) -> None:
    """检查一切：版本、空间、权限、时钟、服务、定时任务、上次运行、漏掉的月份、存档、日志、台账、数据、备份。

    每项写明正常、留意或请处理，以及怎样处理。有“请处理”时退出码为 10。
    """
    from reports.terminal import terminal
    from upkeep.checkup import checkup_table, examine, summary
    from upkeep.finding import Level

    findings = examine(home, inbox, datetime.now(UTC))
    if as_json:
        write_lines(lines_of(findings))
    else:
        console = terminal()
        console.print(checkup_table(findings))
        console.print(summary(findings))
    if any(finding.level is Level.BAD for finding in findings):
        raise typer.Exit(10)
