"""Starting and stopping an office: exactly its own processes, nothing twice, and a pass phrase that nobody sees."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.errors import SettingError
from upkeep import place, services
from upkeep.place import (
    CONSOLE,
    SERVER,
    SERVICES,
    WORKER,
    Running,
    lay_database,
    log_file,
    note_running,
    noted,
    pass_phrase,
    pass_phrase_file,
    running,
    services_folder,
)
from upkeep.prefect_server import PrefectServer
from upkeep.processes import identify, started_mark, stop
from upkeep.services import Office, choose_port, command_of, start_all, stop_all

PATIENCE = 2.0
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
)
PARENT = "import subprocess, time; subprocess.Popen(['sleep', '600']); print('ready', flush=True); time.sleep(600)"

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a process that has said it is ready; all are gone at the end."""
    started: list[subprocess.Popen[str]] = []

    def launch(code: str = "print('ready', flush=True); import time; time.sleep(600)") -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield launch
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(services, "STOP_PATIENCE", PATIENCE)
    (tmp_path / "inbox").mkdir()
    return Office(tmp_path / "home", tmp_path / "inbox")


def note(office: Office, service: str, process: subprocess.Popen[str], started: str | None = None) -> None:
    services_folder(office.home).mkdir(parents=True, exist_ok=True)
    note_running(office.home, service, Running(process.pid, started or started_mark(process.pid) or "", 4200))


def said(office: Office) -> list[str]:
    """What stopping the office stopped."""
    return stop_all(office.home, lambda _sentence: None)


# Which process is whose


def test_down_stops_what_up_started_and_nothing_else(office: Office, start: Start) -> None:
    own, foreign = start(), start()
    note(office, CONSOLE, own)
    assert said(office) == [CONSOLE]
    assert own.wait(PATIENCE) == -signal.SIGTERM
    assert foreign.poll() is None
    assert noted(office.home, CONSOLE) is None


def test_a_number_that_was_given_to_another_process_is_not_killed(office: Office, start: Start) -> None:
    foreign = start()
    note(office, SERVER, foreign, started="long ago")
    assert running(office.home, SERVER) is None
    assert said(office) == []
    assert foreign.poll() is None
    assert noted(office.home, SERVER) is None


def test_a_pid_file_of_a_process_that_has_ended_is_removed(office: Office, start: Start) -> None:
    ended = start()
    note(office, WORKER, ended)
    ended.kill()
    ended.wait()
    assert said(office) == []
    assert noted(office.home, WORKER) is None


def test_a_pid_file_cut_off_half_way_is_no_service(office: Office) -> None:
    services_folder(office.home).mkdir(parents=True)
    (services_folder(office.home) / "server.json").write_text('{"pid": 12', encoding="utf-8")
    assert running(office.home, SERVER) is None


def test_what_does_not_end_when_asked_is_ended(start: Start) -> None:
    stubborn = start(STUBBORN)
    process = identify(stubborn.pid)
    assert process is not None
    assert stop(process, signal.SIGTERM, 0.3)
    assert stubborn.wait(PATIENCE) == -signal.SIGKILL


def test_what_a_service_started_ends_with_it(start: Start) -> None:
    parent = start(PARENT)
    process = identify(parent.pid)
    assert process is not None
    (child,) = [int(pid) for pid in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()]
    assert stop(process, signal.SIGTERM, PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while started_mark(child) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert started_mark(child) is None


def test_a_service_under_a_supervisor_is_left_to_it(office: Office, start: Start) -> None:
    watched = start()
    services_folder(office.home).mkdir(parents=True)
    mark = started_mark(watched.pid) or ""
    note_running(office.home, SERVER, Running(watched.pid, mark, 4200, is_foreground=True))
    sentences: list[str] = []
    assert stop_all(office.home, sentences.append) == []
    assert "systemctl stop kepu-server" in sentences[0]
    assert watched.poll() is None


# Starting


def test_a_second_start_starts_nothing(office: Office, start: Start) -> None:
    for service in SERVICES:
        note(office, service, start())
    assert not start_all(office, lambda _sentence: None)


def test_without_an_inbox_nothing_starts_and_it_is_said_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"收件目录.*不存在.*mkdir"):
        start_all(Office(tmp_path / "home", tmp_path / "nowhere"), lambda _sentence: None)


def test_a_port_that_is_taken_is_refused_when_asked_for_and_passed_over_when_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=f"端口 {port} 已被别的程序占用.*--server-port"):
            choose_port(port, 4200, "--server-port")
        assert choose_port(None, port, "--server-port") > port


def test_a_service_that_does_not_come_up_is_named_with_its_log(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [sys.executable, "-c", "raise SystemExit('no such thing')"]
    monkeypatch.setattr(services, "command_of", lambda *_arguments: (broken, dict(os.environ)))
    monkeypatch.setattr(services, "lay_database", lambda folder: folder.mkdir(parents=True, exist_ok=True))
    monkeypatch.setattr(PrefectServer, "is_healthy", lambda _self: False)
    with pytest.raises(SettingError, match=r"Prefect 服务没有启动成功，原因在 .*server\.log"):
        start_all(office, lambda _sentence: None)
    assert "no such thing" in log_file(office.home, SERVER).read_text(encoding="utf-8")
    assert noted(office.home, SERVER) is None


# The pass phrase


def test_the_pass_phrase_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = pass_phrase(tmp_path)
    assert pass_phrase(tmp_path) == first
    assert len(first.removeprefix("kepu:")) >= 32
    assert pass_phrase_file(tmp_path).stat().st_mode & 0o777 == 0o600
    assert services_folder(tmp_path).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("service", SERVICES)
def test_the_pass_phrase_is_on_no_command_line(office: Office, service: str) -> None:
    words, environment = command_of(service, office, 4200)
    assert pass_phrase(office.home) not in " ".join(words)
    assert "127.0.0.1" in " ".join([*words, environment.get("PREFECT_API_URL", "")])


def test_the_server_asks_for_the_pass_phrase_and_sends_nothing_out(office: Office) -> None:
    _, environment = command_of(SERVER, office, 4200)
    assert environment["PREFECT_SERVER_API_AUTH_STRING"] == pass_phrase(office.home)
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["PREFECT_SERVER_UI_V2_ENABLED"] == "false"
    assert environment["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4200"


def test_the_console_makes_no_link_of_its_own(office: Office) -> None:
    """A second link would make the one that was printed useless, and stand in a log."""
    assert "--no-link" in command_of(CONSOLE, office, 8765)[0]


def test_the_console_is_not_told_the_pass_phrase(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "somebody:else")
    _, environment = command_of(CONSOLE, office, 8765)
    assert not [name for name in environment if name.startswith("PREFECT_")]


def test_a_database_that_a_full_disk_cut_off_is_laid_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = tmp_path / "template.db"
    template.write_bytes(b"migrated")
    monkeypatch.setattr(place, "TEMPLATE_DATABASE", template)

    def cut_off(_source: Path, target: Path) -> None:
        target.write_bytes(b"migr")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(shutil, "copyfile", cut_off)
        with pytest.raises(OSError, match="No space"):
            lay_database(tmp_path / "prefect")
    lay_database(tmp_path / "prefect")
    assert (tmp_path / "prefect/prefect.db").read_bytes() == b"migrated"
    assert (tmp_path / "prefect/prefect.db").stat().st_mode & 0o777 == 0o600
