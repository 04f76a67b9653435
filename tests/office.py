"""An office that runs Kepu: a home folder, an inbox, and the commands that its people type."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cli import app

Line = dict[str, Any]  # Any: fields of a JSON line are of many kinds


@dataclass(frozen=True)
class Answer:
    """What a command wrote, and its exit code."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.stdout.splitlines()]


@dataclass(frozen=True)
class Office:
    """Commands run in this process, on this office's own home folder and inbox."""

    home: Path
    inbox: Path

    def kepu(self, *words: str) -> Answer:
        """Run a command; an exception that is no named error is a bug and is raised here."""
        result = CliRunner().invoke(app, [*words, "--home", str(self.home)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    def ask(self, *words: str) -> list[Line]:
        """Run a command that must succeed; return its JSON lines."""
        answer = self.kepu(*words, "--json")
        assert answer.exit_code == 0, answer.stderr
        return answer.lines

    def ingest(self, *words: str) -> list[Line]:
        """Run the months with anything new; one line per submission of them."""
        return self.ask("ingest", "--inbox", str(self.inbox), *words)

    def issues(self, *words: str) -> list[Line]:
        return self.ask("issues", *words)

    def decide(self, issue_id: str, *words: str, reason: str) -> Answer:
        answer = self.kepu("decide", issue_id, *words, "--reason", reason)
        assert answer.exit_code == 0, answer.stderr
        return answer

    def trace(self, identity: str) -> list[Line]:
        return self.ask("trace", identity)

    def sql(self, query: str) -> list[Line]:
        return self.ask("sql", query)

    def one(self, query: str) -> Line:
        (row,) = self.sql(query)
        return row

    def put(self, source_file: str, data: bytes | str) -> Path:
        """Lay a file into the inbox, over an older one of the same name."""
        path = self.inbox / source_file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def copied_to(self, folder: Path) -> Office:
        """The same office again, to go on from where it stands."""
        shutil.copytree(self.home, folder / "home")
        shutil.copytree(self.inbox, folder / "inbox")
        return Office(folder / "home", folder / "inbox")


def new_office(folder: Path) -> Office:
    """An office on its first day: nothing has arrived yet."""
    (folder / "inbox").mkdir(parents=True)
    return Office(folder / "home", folder / "inbox")


def ids_of(lines: Sequence[Line], name: str = "observation_id") -> set[str]:
    return {str(line[name]) for line in lines}
