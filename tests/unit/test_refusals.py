"""What the machine refuses is a sentence that says what to do, whatever it comes wrapped in; a bug stays a bug."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from sqlalchemy import exc
from typer.testing import CliRunner

from cli import app
from commands.options import user_errors
from commands.refusals import sentence_of
from domain.errors import SettingError
from upkeep.place import check_room, make_private


def system(number: int, path: str | None = None) -> OSError:
    return OSError(number, os.strerror(number), path)


def wrapped(cause: Exception) -> Exception:
    """As an orchestrator hands it on: raised from the cause, and once more while handling that."""
    try:
        try:
            raise ValueError("task failed") from cause
        except ValueError:
            raise RuntimeError("flow failed")  # noqa: B904  # the cause is to be found without its help
    except RuntimeError as error:
        return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (system(errno.ENOSPC), "磁盘空间不足"),
        (system(errno.EDQUOT), "磁盘空间不足"),
        (system(errno.EFBIG), "磁盘空间不足"),
        (system(errno.EACCES, "var/archive"), "没有权限，不能读写“var/archive”"),
        (system(errno.EROFS, "var"), "只读"),
        (system(errno.ENOTDIR, "a/b"), "上级不是目录"),
        (system(errno.EMFILE), "ulimit"),
        (system(errno.EIO), "kepu backup"),
        (sqlite3.OperationalError("database or disk is full"), "磁盘空间不足"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "没有权限"),
        (sqlite3.OperationalError("database is locked"), "稍后再试"),
    ],
)
def test_a_refusal_says_what_to_do_also_from_deep_inside(error: Exception, words: str) -> None:
    for seen in (error, wrapped(error)):
        assert words in (sentence_of(seen) or "")


def test_a_refusal_of_the_ledger_is_found_through_sqlalchemy() -> None:
    full = exc.OperationalError("insert", {}, sqlite3.OperationalError("database or disk is full"))
    full.__cause__ = full.orig
    assert "磁盘空间不足" in (sentence_of(full) or "")


def test_a_server_that_went_away_is_no_bug() -> None:
    import httpx

    assert "kepu doctor" in (sentence_of(wrapped(httpx.ConnectError("refused"))) or "")


@pytest.mark.parametrize("error", [KeyError("x"), FileNotFoundError(2, "no", "x"), ValueError("boom")])
def test_a_bug_stays_a_bug(error: Exception) -> None:
    assert sentence_of(error) is None


def test_a_command_that_meets_a_full_disk_ends_with_a_sentence_and_thirteen() -> None:
    small = typer.Typer()

    @small.command()
    @user_errors
    def write() -> None:
        raise system(errno.ENOSPC)

    answer = CliRunner().invoke(small, [])
    assert answer.exit_code == 13
    assert answer.stderr.startswith("磁盘空间不足")


# Before a run begins


def test_a_run_is_not_begun_where_there_is_no_room_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10 << 20))
    with pytest.raises(SettingError, match="磁盘空间不足"):
        check_room(tmp_path, 0)


@pytest.mark.parametrize("command", [["ingest"], ["backfill"]])
def test_a_home_that_cannot_be_made_is_a_sentence(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    (tmp_path / "inbox").mkdir()
    answer = CliRunner().invoke(
        app, [*command, "--home", str(tmp_path / "file/home"), "--inbox", str(tmp_path / "inbox")]
    )
    assert answer.exit_code == 13
    assert "无法建立目录" in answer.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_without_the_right_to_write_is_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SettingError, match="权限"):
        make_private(tmp_path / "home")
    tmp_path.chmod(0o700)


def test_a_server_that_is_set_and_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    checkout = Path(__file__).resolve().parents[2]
    (tmp_path / "inbox").mkdir()
    words = [
        sys.executable,
        "-m",
        "cli",
        "ingest",
        "--home",
        str(tmp_path / "home"),
        "--inbox",
        str(tmp_path / "inbox"),
    ]
    environment = {**os.environ, "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    answer = subprocess.run(words, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 13
    assert "连不上 Prefect 服务" in answer.stderr
    assert "Traceback" not in answer.stderr
