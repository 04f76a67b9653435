"""What the command line promises to people and to other tools: help, exit codes, fields, JSON alone, speed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app

CHECKOUT = Path(__file__).resolve().parents[2]
COMMANDS = (
    *("ingest", "read", "extract", "status", "issues", "decide", "trace", "sql", "doctor"),
    *("up", "down", "backup", "restore"),
)
HAN = re.compile(r"[一-鿿]")

PROSE = "2022年11月，塔城地区举办科技培训62场次，培训农牧民1.55万人次，增长12.5%，覆盖率近90%。"
TABLE = "地州,科技培训场次,科技培训参与人次\n塔城地区,62,5134\n阿勒泰地区,41,无\n"

READ_FIELDS = {
    *("member", "sheet", "cell", "row_labels", "column_labels", "unit", "period", "raw", "value"),
    *("value_base", "base_unit", "state", "note"),
}
EXTRACT_FIELDS = {
    *("member", "start", "end", "address", "quote", "value", "value_low", "value_high", "unit", "qualifier", "kind"),
    *("what", "org", "region_code", "period", "period_type", "indicator_code", "indicator_status", "suspect", "note"),
}


def kepu(*words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a shell does."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        input=stdin,
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# Help


def test_the_command_without_words_shows_every_command_in_chinese() -> None:
    shown = CliRunner().invoke(app, []).output
    for command in COMMANDS:
        (line,) = [line for line in shown.splitlines() if re.match(rf"\s+{command}\s", line)]
        assert HAN.search(line)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_in_chinese_what_the_command_and_each_option_is_for(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert HAN.search(result.output.split("\n\n")[1])
    options = [line for line in result.output.splitlines() if re.match(r"\s+--(?!help)", line)]
    assert options
    for line in options:
        assert HAN.search(line), line


# Exit codes of wrong usage and user errors: a sentence, never a traceback


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (["ingest", "--period", "2022年11月"], 2),
        (["status", "--period", "11"], 2),
        (["read", "没有这个文件.xlsx"], 2),
        (["extract", "没有这个文件.txt"], 2),
        (["decide"], 2),
        (["nonsense"], 2),
    ],
)
def test_wrong_usage_ends_with_two(words: list[str], exit_code: int) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == exit_code
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (["status"], 17, "kepu ingest"),
        (["issues"], 17, "kepu ingest"),
        (["trace", "abcdef"], 17, "kepu ingest"),
        (["sql", "select 1"], 17, "kepu ingest"),
        (["decide", "abcdef", "--accept", "--reason", "电话核实，数据属实，附件为证。"], 17, "kepu ingest"),
    ],
)
def test_before_the_first_run_every_question_says_what_to_do_first(
    tmp_path: Path, words: list[str], exit_code: int, sentence: str
) -> None:
    result = CliRunner().invoke(app, [*words, "--home", str(tmp_path / "home")])
    assert (result.exit_code, sentence in result.stderr) == (exit_code, True), result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_inbox_that_does_not_exist_is_named_and_ends_with_a_code_of_its_own(tmp_path: Path) -> None:
    answer = kepu("ingest", "--inbox", str(tmp_path / "没有"), "--home", str(tmp_path / "home"))
    assert answer.returncode == 13
    assert "没有”不存在" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("command", ["read", "extract"])
def test_a_file_nobody_can_read_is_a_sentence_and_eleven(tmp_path: Path, command: str) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    answer = kepu(command, str(path), "--json")
    assert (answer.returncode, answer.stdout) == (11, "")
    assert HAN.search(answer.stderr)
    assert "Traceback" not in answer.stderr


# read and extract: fields, JSON alone, no number is no failure


def test_read_prints_one_object_a_number_with_exactly_the_promised_fields(tmp_path: Path) -> None:
    path = tmp_path / "月报.csv"
    path.write_text(TABLE, encoding="utf-8")
    answer = kepu("read", str(path), "--json")
    assert (answer.returncode, answer.stderr) == (0, "")
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [line["value"] for line in lines] == [62, 5134, 41, None]
    for line in lines:
        assert set(line) == READ_FIELDS
        assert line["row_labels"]
        assert line["column_labels"]


def test_extract_reads_prose_from_a_file_or_from_standard_input_alike(tmp_path: Path) -> None:
    path = tmp_path / "总结.txt"
    path.write_text(PROSE, encoding="utf-8")
    from_file, from_stdin = kepu("extract", str(path), "--json"), kepu("extract", "-", "--json", stdin=PROSE)
    assert (from_file.returncode, from_file.stderr) == (0, "")
    assert from_file.stdout == from_stdin.stdout
    lines = [json.loads(line) for line in from_file.stdout.splitlines()]
    for line in lines:
        assert set(line) >= EXTRACT_FIELDS
        assert PROSE[line["start"] : line["end"]] == line["quote"]
    assert {line["quote"]: line["value"] for line in lines}["1.55万人次"] == 15_500


def test_extract_explain_also_lists_what_is_no_statistic_and_why() -> None:
    lines = [json.loads(line) for line in kepu("extract", "-", "--json", "--explain", stdin=PROSE).stdout.splitlines()]
    dated = [line for line in lines if line.get("token_class")]
    assert [line["quote"] for line in dated] == ["2022年11月"]
    assert dated[0]["note"]


@pytest.mark.parametrize("command", ["read", "extract"])
def test_a_file_without_a_number_is_no_failure(tmp_path: Path, command: str) -> None:
    path = tmp_path / "空谈.txt"
    path.write_text("科普工作稳步推进，成效明显。", encoding="utf-8")
    answer = kepu(command, str(path), "--json")
    assert (answer.returncode, answer.stdout) == (0, "")


def test_people_get_a_picture_of_how_a_table_was_read(tmp_path: Path) -> None:
    path = tmp_path / "月报.csv"
    path.write_text(TABLE, encoding="utf-8")
    answer = kepu("read", str(path))
    assert answer.returncode == 0
    for word in ("塔城地区", "科技培训场次", "5134"):
        assert word in answer.stdout


# Speed: readers answer at once

HEAVY = ("prefect", "great_expectations", "pandas")
MEASURED = """
import json, resource, sys
from typer.testing import CliRunner
from cli import app
result = CliRunner().invoke(app, sys.argv[1:])
usage = resource.getrusage(resource.RUSAGE_SELF)
loaded = sorted(set(sys.modules) & {heavy})
print(json.dumps([result.exit_code, usage.ru_utime + usage.ru_stime, loaded]))
"""


def measured(*words: str) -> tuple[int, float, list[str]]:
    """Exit code, CPU seconds of the whole process, and which heavy packages it has loaded."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    program = MEASURED.replace("{heavy}", repr(set(HEAVY)))
    answer = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    exit_code, seconds, loaded = json.loads(answer.stdout.splitlines()[-1])
    return int(exit_code), float(seconds), loaded


@pytest.mark.parametrize(("command", "name", "text"), [("read", "月报.csv", TABLE), ("extract", "总结.txt", PROSE)])
def test_read_and_extract_take_less_than_half_a_second_and_load_nothing_heavy(
    tmp_path: Path, command: str, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    runs = [measured(command, str(path), "--json") for _ in range(2)]
    assert all((exit_code, loaded) == (0, []) for exit_code, _, loaded in runs)
    assert min(seconds for _, seconds, _ in runs) < 0.5
