"""An office as its operator lives it: up, a run by the deployment, a worker killed, backup and restore, down."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from upkeep.place import CONSOLE, SERVER, SERVICES, WORKER, pass_phrase, running, services_folder
from upkeep.prefect_server import PrefectServer
from warehouse.connection import published_path
from warehouse.content import logical_hash

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
RUN_PATIENCE = 300.0


@dataclass(frozen=True)
class Place:
    """The folders and ports of one office."""

    folder: Path
    ports: tuple[int, int]

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def kepu(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Type a command in this office."""
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "KEPU_"))}
        told = {"KEPU_HOME": str(self.home), "KEPU_INBOX": str(self.folder / "inbox"), "PYTHONPATH": str(CHECKOUT)}
        ports = {"KEPU_SERVER_PORT": str(self.ports[0]), "KEPU_CONSOLE_PORT": str(self.ports[1])}
        return subprocess.run(
            [sys.executable, "-m", "cli", *words],
            cwd=self.folder,
            env={**surroundings, **told, **ports},
            capture_output=True,
            text=True,
            check=False,
            timeout=RUN_PATIENCE,
        )

    @property
    def server(self) -> PrefectServer:
        return PrefectServer(f"http://127.0.0.1:{self.ports[0]}/api", pass_phrase(self.home))


def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        return first.getsockname()[1], second.getsockname()[1]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An office that is up, with the samples in its inbox."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(CHECKOUT / "samples" / "inbox", folder / "inbox")
    shutil.copy(CHECKOUT / "samples" / "synthetic.csv", folder)
    place = Place(folder, free_ports())
    try:
        started = place.kepu("up")
        assert started.returncode == 0, started.stderr
        (folder / "printed.txt").write_text(started.stdout, encoding="utf-8")
        yield place
    finally:
        place.kepu("down", "--now")


def test_up_says_where_everything_is_and_not_the_pass_phrase(office: Place) -> None:
    printed = (office.folder / "printed.txt").read_text(encoding="utf-8")
    assert f"控制台：http://127.0.0.1:{office.ports[1]}" in printed
    assert f"运行情况（Prefect）：http://127.0.0.1:{office.ports[0]}" in printed
    assert re.search(r"/setup/\S{20,}", printed)
    assert pass_phrase(office.home).removeprefix("kepu:") not in printed


def test_the_deployments_are_there_and_the_server_lets_nobody_in_without_the_pass_phrase(office: Place) -> None:
    from domain.errors import SettingError

    assert {"monthly", "sweep"} <= set(office.server.deployments())
    assert office.server.workers_online() == 1
    with pytest.raises(SettingError, match="不接受口令"):
        PrefectServer(office.server.api_url, "kepu:wrong").check()
    with pytest.raises(SettingError, match="不接受口令"):
        PrefectServer(office.server.api_url).check()


def test_a_second_up_starts_nothing(office: Place) -> None:
    before = {service: running(office.home, service) for service in SERVICES}
    again = office.kepu("up")
    assert again.returncode == 0
    assert "已经在运行" in again.stdout
    assert {service: running(office.home, service) for service in SERVICES} == before


def test_the_monthly_deployment_runs_to_a_published_month_and_the_doctor_is_content(office: Place) -> None:
    run_deployment(office, "monthly")
    assert published_path(office.home).exists()
    seen = office.kepu("doctor")
    assert seen.returncode == 0, seen.stdout
    assert "monthly" in seen.stdout
    assert "请处理" not in seen.stdout


def run_deployment(office: Place, name: str) -> None:
    """Ask for a run as the schedule does, and wait until the worker has done it."""
    found = office.server._ask("/deployments/filter", {"deployments": {"name": {"any_": [name]}}})
    office.server._ask(f"/deployments/{found[0]['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})
    deadline = time.monotonic() + RUN_PATIENCE
    while office.server.last_run() is None and time.monotonic() < deadline:
        time.sleep(1)
    last = office.server.last_run()
    assert last is not None
    assert last.state_type == "COMPLETED", last


def test_a_run_by_hand_shows_on_the_same_server(office: Place) -> None:
    done = office.kepu("ingest", "--json")
    assert done.returncode == 0, done.stderr
    count = office.server._ask("/flow_runs/count", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}})
    assert count >= 2
    assert not (office.home / "prefect").exists()


def test_no_file_of_the_home_but_one_holds_the_pass_phrase_and_all_are_private(office: Place) -> None:
    secret = pass_phrase(office.home).removeprefix("kepu:").encode()
    files = [path for path in office.home.rglob("*") if path.is_file()]
    assert [path.name for path in files if secret in path.read_bytes()] == ["prefect-auth.txt"]
    loose = [path for path in (office.home, services_folder(office.home)) if path.stat().st_mode & 0o077]
    assert loose == []
    assert [path for path in services_folder(office.home).iterdir() if path.stat().st_mode & 0o077] == []


def test_a_worker_that_was_killed_is_noticed_and_started_again_alone(office: Place) -> None:
    before = {service: running(office.home, service) for service in SERVICES}
    worker = before[WORKER]
    assert worker is not None
    os.kill(worker.pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while running(office.home, WORKER) is not None and time.monotonic() < deadline:
        time.sleep(0.1)
    seen = office.kepu("doctor")
    assert seen.returncode == 10
    assert "运行进程已经停了" in seen.stdout
    assert office.kepu("up").returncode == 0
    after = {service: running(office.home, service) for service in SERVICES}
    assert after[WORKER] not in (None, worker)
    assert (after[SERVER], after[CONSOLE]) == (before[SERVER], before[CONSOLE])


def test_a_backup_of_a_living_office_comes_back_and_rebuilds_to_what_was_published(office: Place) -> None:
    assert office.kepu("backup", "backup").returncode == 0
    assert office.kepu("restore", "backup", "--home", "new").returncode == 0
    new = office.folder / "new"
    published = logical_hash(published_path(office.home))
    assert logical_hash(published_path(new)) == published
    seen = office.kepu("doctor", "--home", "new")
    assert seen.returncode == 0, seen.stdout
    rebuilt = office.kepu("rebuild", "--home", "new")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert logical_hash(published_path(new)) == published
    shutil.rmtree(new)


def test_a_home_in_use_is_not_replaced(office: Place) -> None:
    answer = office.kepu("restore", "backup", "--replace")
    assert answer.returncode == 13
    assert "kepu down" in answer.stderr


def test_down_stops_all_of_it_and_leaves_nothing_listening(office: Place) -> None:
    processes = [found for service in SERVICES if (found := running(office.home, service)) is not None]
    assert len(processes) == 3
    stopped = office.kepu("down")
    assert stopped.returncode == 0
    assert not any(found.process.is_alive for found in processes)
    for port in office.ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert "没有服务在运行" in office.kepu("down").stdout
