"""The systemd units: they start commands that exist, without a secret, with few rights, and systemd accepts them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "systemd"
SERVICES = sorted(path.name for path in FOLDER.glob("*.service"))
LIMITS = (
    *("User=kepu", "UMask=0077", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes"),
    *("CapabilityBoundingSet=", "SystemCallFilter=@system-service", "ReadWritePaths=/var/lib/kepu"),
)


def lines_of(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_starts_a_command_that_exists(name: str) -> None:
    (start,) = [line for line in lines_of(name) if line.startswith("ExecStart=")]
    _, command, *words = start.split()
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert {word for word in words if word.startswith("--")} <= set(re.findall(r"--[a-z-]+", shown.output))


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_has_few_rights(name: str) -> None:
    assert set(LIMITS) <= set(lines_of(name))


def test_the_server_talks_to_this_machine_only() -> None:
    assert {"IPAddressDeny=any", "IPAddressAllow=localhost"} <= set(lines_of("kepu-server.service"))


def test_no_unit_and_no_setting_holds_a_secret() -> None:
    for path in FOLDER.iterdir():
        told = [line for line in lines_of(path.name) if not line.startswith("#")]
        assert not [line for line in told if re.search(r"auth|password|token|secret", line, re.IGNORECASE)]


def test_the_settings_are_those_of_the_command() -> None:
    shown = CliRunner().invoke(app, ["up", "--help"], env={"COLUMNS": "200"}).output
    names = {line.partition("=")[0] for line in lines_of("kepu.env") if line and not line.startswith("#")}
    assert names
    for name in names:
        assert name in shown


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    copies = []
    for path in FOLDER.glob("kepu-*"):
        text = path.read_text(encoding="utf-8").replace("/srv/kepu/.venv/bin/kepu", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
        copies.append(str(tmp_path / path.name))
    words = ["systemd-analyze", "verify", "--man=no", *copies]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    ours = [line for line in (said.stdout + said.stderr).splitlines() if "kepu-" in line]
    assert ours == []
