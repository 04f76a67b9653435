"""A console as a process of its own on the loopback address, and a browser that notes every request it makes."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PASSWORD = "correct horse 9"
ADMIN = "liu.min"


@dataclass
class Seen:
    """What a browser asked for, and what went wrong in it."""

    hosts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    keys: int = 0


@dataclass(frozen=True)
class Console:
    """A running console, its folders, and the link it printed on its first start."""

    url: str
    link: str
    home: Path
    inbox: Path


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample inbox after one run, as a folder to copy."""
    folder = tmp_path_factory.mktemp("first-run")
    shutil.copytree(CHECKOUT / "samples" / "inbox", folder / "inbox")
    shutil.copy(CHECKOUT / "samples" / "synthetic.csv", folder / "synthetic.csv")
    command = [sys.executable, "-m", "cli", "ingest", "--home", str(folder / "home"), "--inbox", str(folder / "inbox")]
    subprocess.run([*command, "--json"], cwd=CHECKOUT, check=True, capture_output=True, timeout=600)
    return folder


@pytest.fixture
def console(first_run: Path, tmp_path: Path) -> Iterator[Console]:
    """A console over a copy of the first run."""
    folder = tmp_path / "office"
    shutil.copytree(first_run, folder)
    home, inbox = folder / "home", folder / "inbox"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-u", "-m", "cli", "console", "--home", str(home), "--inbox", str(inbox)]
    printed = folder / "printed.txt"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with printed.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port)], cwd=CHECKOUT, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
    try:
        url = f"http://127.0.0.1:{port}"
        link = _await_link(printed, process)
        yield Console(url, link, home, inbox)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await_link(printed: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        match = re.search(r"http://127\.0\.0\.1:(\d+)/setup/\S+", printed.read_text(encoding="utf-8"))
        if match is not None and _listens(int(match[1])):
            return match[0]
        time.sleep(0.2)
    raise AssertionError(printed.read_text(encoding="utf-8"))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; skipped where it is not installed."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., tuple[Page, Seen]]]:
    """Open a page of somebody's own, which notes what it asks for; at the end nothing may have left this machine."""
    opened: list[Seen] = []

    def open_page(width: int = 1440, height: int = 900) -> tuple[Page, Seen]:
        page = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN").new_page()
        page.set_default_timeout(20_000)
        seen = Seen()
        page.on("request", lambda request: seen.hosts.add(urlsplit(request.url).hostname or ""))
        page.on("pageerror", lambda error: seen.faults.append(str(error)))
        page.on("console", lambda said: seen.faults.append(said.text) if _is_fault(said.type, said.text) else None)
        opened.append(seen)
        return page, seen

    yield open_page
    assert {host for seen in opened for host in seen.hosts} <= {"127.0.0.1"}
    assert [fault for seen in opened for fault in seen.faults] == []


def _is_fault(kind: str, text: str) -> bool:
    """A refusal that a test asked for (403, 404, 409) is none."""
    return kind == "error" and "the server responded with a status of 4" not in text


def set_up(page: Page, console: Console) -> None:
    """Become the first administrator through the printed link."""
    page.goto(console.link)
    page.fill("input[name=username]", ADMIN)
    page.fill("input[name=display_name]", "刘敏")
    set_password(page)


def set_password(page: Page) -> None:
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.click("button.button")
    page.wait_for_url(re.compile(r"/$"))


def invite(page: Page, console: Console, username: str, role: str, region: str = "") -> str:
    """Add an account; returns the link that its owner gets."""
    page.goto(f"{console.url}/users")
    page.fill("form[action='/users'] input[name=username]", username)
    page.select_option("select[name=role]", role)
    page.select_option("select[name=region]", region)
    page.click("form[action='/users'] button.button")
    return page.inner_text("#setup-link")


def run_and_wait(page: Page, console: Console) -> None:
    """Ask for a run and watch it to its end."""
    page.goto(f"{console.url}/runs")
    page.click("#start")
    page.wait_for_selector("#run[data-state=done]", timeout=300_000)
