"""Start and stop what a small office needs: Prefect's server, the worker that runs the schedule, the console.

Everything listens on the loopback address only. The server asks for a pass phrase, which is made on the first start
and handed on through the environment of processes, never on a command line.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import SettingError
from upkeep.place import (
    CONSOLE,
    SERVER,
    SERVICES,
    WORKER,
    Running,
    begin_log,
    forget_running,
    lay_database,
    log_file,
    make_private,
    note_running,
    noted,
    pass_phrase,
    running,
    services_folder,
    write_private,
)
from upkeep.prefect_server import POOL, PrefectServer
from upkeep.processes import identify, stop

PROJECT: Final = Path(__file__).resolve().parents[1]
DEPLOYMENTS_FILE: Final = PROJECT / "prefect.yaml"
LOOPBACK: Final = "127.0.0.1"
SERVER_PORT: Final = 4200
CONSOLE_PORT: Final = 8765
PORTS_TRIED: Final = 50
START_PATIENCE: Final = 180.0
"""Seconds a service may take to answer: six on an idle machine of two cores, over a minute on a busy one."""
STOP_PATIENCE: Final = 10.0
"""Seconds a service gets to end by itself. Prefect's worker sometimes does not, whatever it is asked."""
NAME_ZH: Final = {SERVER: "Prefect 服务", WORKER: "运行进程", CONSOLE: "控制台"}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Office:
    """One office: its folders, and the ports it asks for (None: the usual one, or the next that is free)."""

    home: Path
    inbox: Path
    server_port: int | None = None
    console_port: int | None = None


def start_all(office: Office, say: Say) -> bool:
    """Start every service that does not run yet; False when all did. Raises SettingError for what does not come up."""
    check_folders(office)
    with _only_one(office.home):
        missing = [service for service in SERVICES if running(office.home, service) is None]
        begin = {SERVER: _start_server, WORKER: _start_worker, CONSOLE: _start_console}
        for service in missing:
            forget_running(office.home, service)
            say(f"正在启动{NAME_ZH[service]}……")
            begin[service](office)
    return bool(missing)


def check_folders(office: Office) -> None:
    """Make the home's folder for services. Raises SettingError when that, or reading the inbox, is not possible."""
    make_private(services_folder(office.home))
    if not os.access(services_folder(office.home), os.W_OK):
        raise SettingError(f"数据目录“{office.home}”不能写入。请检查它属于谁（ls -ld），或用 --home 换一个目录。")
    if not office.inbox.is_dir():
        raise SettingError(
            f"收件目录“{office.inbox}”不存在。请先建立它（mkdir -p），或用 --inbox 指定；目录内按“年-月/地州”存放文件。"
        )


def stop_all(home: Path, say: Say) -> list[str]:
    """Stop the services that were started here, in the order of dependence; returns those that were running.

    A pid file whose process has ended, or whose number belongs to another process by now, is only removed.
    """
    stopped = []
    for service in (CONSOLE, WORKER, SERVER):
        found = noted(home, service)
        if found is None:
            continue
        if found.is_foreground and found.process.is_alive:
            say(f"{NAME_ZH[service]}由 systemd 等看管，这里不停止它。请用 systemctl stop kepu-{service}。")
            continue
        first = signal.SIGINT if service == WORKER else signal.SIGTERM
        if stop(found.process, first, STOP_PATIENCE):
            stopped.append(service)
        forget_running(home, service)
    return stopped


def office_server(home: Path) -> PrefectServer | None:
    """The server of this office, when it runs."""
    found = running(home, SERVER)
    return None if found is None else PrefectServer(f"{found.address}/api", pass_phrase(home))


# One service


def command_of(service: str, office: Office, port: int) -> tuple[list[str], dict[str, str]]:
    """The command line of a service, and the whole environment it runs in."""
    if service == SERVER:
        words = ["-m", "prefect", "server", "start", "--host", LOOPBACK, "--port", str(port)]
        return [sys.executable, *words], prefect_environment(office, port)
    if service == WORKER:
        words = ["-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process", "--name", "kepu"]
        words += ["--limit", "1"]  # only one run may work on a home folder: the next one waits its turn
        return [sys.executable, *words], prefect_environment(office, port)
    folders = ["--home", str(office.home.resolve()), "--inbox", str(office.inbox.resolve())]
    words = ["-m", "cli", "console", "--no-link", "--host", LOOPBACK, "--port", str(port), *folders]
    return [sys.executable, *words], _without_prefect(os.environ)


def prefect_environment(office: Office, port: int) -> dict[str, str]:
    """What Prefect's processes are told: where they keep things, whom they ask, what they must not do."""
    address, phrase = f"http://{LOOPBACK}:{port}", pass_phrase(office.home)
    return {
        **_without_prefect(os.environ),
        "PREFECT_HOME": str(services_folder(office.home).resolve() / "prefect"),
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_UI_API_URL": f"{address}/api",
        "PREFECT_API_AUTH_STRING": phrase,
        "PREFECT_SERVER_API_AUTH_STRING": phrase,
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # the newer pages ask a host on the internet before they show anything
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_CLI_COLORS": "false",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
        "KEPU_HOME": str(office.home.resolve()),
        "KEPU_INBOX": str(office.inbox.resolve()),
    }


def _without_prefect(environment: Mapping[str, str]) -> dict[str, str]:
    """The surroundings without settings of another Prefect: the console finds the office's server by its pid file."""
    return {name: value for name, value in environment.items() if not name.startswith("PREFECT_")}


def register(office: Office, port: int) -> bool:
    """Bring the deployments of prefect.yaml to the server; False when it has them as they are.

    What an operator changed there by hand (a pause, another hour) stays until prefect.yaml or a folder changes.
    """
    if not DEPLOYMENTS_FILE.exists():
        raise SettingError(f"找不到 {DEPLOYMENTS_FILE}，不能登记定时任务。请从项目目录安装（pip install -e .）。")
    server = PrefectServer(f"http://{LOOPBACK}:{port}/api", pass_phrase(office.home))
    server.check()
    if not server.has_pool():
        server.make_pool()
    mark, memo = _registration_mark(office), services_folder(office.home) / "registered.txt"
    if server.deployments() and memo.exists() and memo.read_text(encoding="ascii") == mark:
        return False
    words = [sys.executable, "-m", "prefect", "deploy", "--all", "--no-prompt"]
    environment = prefect_environment(office, port)
    done = subprocess.run(words, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        log = begin_log(office.home, "deploy")
        write_private(log, f"{done.stdout}\n{done.stderr}")
        raise SettingError(f"登记定时任务没有成功，原因在 {log} 里。请检查 prefect.yaml，再运行 kepu up。")
    write_private(memo, mark)
    return True


def _registration_mark(office: Office) -> str:
    told = (DEPLOYMENTS_FILE.read_bytes(), str(office.home.resolve()).encode(), str(office.inbox.resolve()).encode())
    return hashlib.sha256(b"\0".join((*told, str(PROJECT).encode()))).hexdigest()


def _start_server(office: Office) -> None:
    port = choose_port(office.server_port, SERVER_PORT, "--server-port")
    lay_database(services_folder(office.home) / "prefect")
    started = _launch(office, SERVER, port)
    server = PrefectServer(f"{started.address}/api", pass_phrase(office.home))
    _await_answer(office.home, SERVER, started, server.is_healthy)


def _start_worker(office: Office) -> None:
    server = running(office.home, SERVER)
    if server is None:
        raise SettingError("Prefect 服务没有在运行，不能启动运行进程。请先启动它（kepu up）。")
    register(office, server.port)
    started = _launch(office, WORKER, server.port)
    asked = PrefectServer(f"{server.address}/api", pass_phrase(office.home))
    _await_answer(office.home, WORKER, started, lambda: asked.workers_online() > 0)


def _start_console(office: Office) -> None:
    port = choose_port(office.console_port, CONSOLE_PORT, "--console-port")
    started = _launch(office, CONSOLE, port)
    _await_answer(office.home, CONSOLE, started, lambda: answers(started.address))


def _launch(office: Office, service: str, port: int) -> Running:
    """Start a service detached from this terminal, its log private; note it before it can be lost."""
    words, environment = command_of(service, office, port)
    with begin_log(office.home, service).open("ab") as log:
        process = subprocess.Popen(
            words,
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077,
        )
    process.returncode = 0  # it outlives this command, which must neither wait for it nor warn of it
    known = identify(process.pid)
    if known is None:
        raise _not_up(office.home, service)
    noted_down = Running(known.pid, known.started, port)
    note_running(office.home, service, noted_down)
    return noted_down


def _await_answer(home: Path, service: str, started: Running, answer: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_PATIENCE
    while not answer():
        if not started.process.is_alive or time.monotonic() > deadline:
            stop(started.process, signal.SIGTERM, STOP_PATIENCE)
            forget_running(home, service)
            raise _not_up(home, service)
        time.sleep(0.3)


def _not_up(home: Path, service: str) -> SettingError:
    return SettingError(
        f"{NAME_ZH[service]}没有启动成功，原因在 {log_file(home, service)} 的末尾。处理后再运行 kepu up。"
    )


def answers(address: str) -> bool:
    """Whether an HTTP server answers there, whatever it says."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False


def choose_port(asked: int | None, usual: int, option: str) -> int:
    """The port asked for, or the usual one, or the next that is free. Raises SettingError when it is taken."""
    if asked is not None:
        if not _is_free(asked):
            raise SettingError(f"端口 {asked} 已被别的程序占用。请用 {option} 换一个，或不写，由程序自己找。")
        return asked
    for port in range(usual, usual + PORTS_TRIED):
        if _is_free(port):
            return port
    raise SettingError(f"端口 {usual} 到 {usual + PORTS_TRIED - 1} 都被占用了。请用 {option} 指定一个。")


def _is_free(port: int) -> bool:
    try:
        with socket.create_server((LOOPBACK, port)):
            return True
    except OSError:
        return False


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Keep two people from starting the same office at the same time. Raises SettingError for the second."""
    descriptor = os.open(services_folder(home) / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SettingError("另一个 kepu up 正在启动，请等它结束。") from error
        yield
    finally:
        os.close(descriptor)


def run_in_foreground(office: Office, service: str) -> None:
    """Become one service, for a supervisor such as systemd; returns only by raising SettingError.

    The worker first waits for the server of the same office, and registers the deployments with it.
    """
    check_folders(office)
    if (found := running(office.home, service)) is not None:
        raise SettingError(f"{NAME_ZH[service]}已经在运行（进程号 {found.pid}）。请先用 kepu down 停止它。")
    port = _foreground_port(office, service)
    words, environment = command_of(service, office, port)
    known = identify(os.getpid())
    if known is not None:
        note_running(office.home, service, Running(known.pid, known.started, port, is_foreground=True))
    os.umask(0o077)
    os.chdir(PROJECT)
    os.execve(words[0], words, environment)


def _foreground_port(office: Office, service: str) -> int:
    if service == SERVER:
        lay_database(services_folder(office.home) / "prefect")
        return choose_port(office.server_port or SERVER_PORT, SERVER_PORT, "--server-port")
    if service == CONSOLE:
        return choose_port(office.console_port or CONSOLE_PORT, CONSOLE_PORT, "--console-port")
    deadline = time.monotonic() + START_PATIENCE
    while (server := office_server(office.home)) is None or not server.is_healthy():
        if time.monotonic() > deadline:
            raise SettingError("等不到 Prefect 服务。请先启动它（systemctl start kepu-server），再启动运行进程。")
        time.sleep(0.5)
    port = running(office.home, SERVER)
    register(office, port.port if port else SERVER_PORT)
    return port.port if port else SERVER_PORT
