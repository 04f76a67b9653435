"""Write docs/follow-one-number.md from a real run of the sample inbox: `python -m docs.follow_one_number`.

Every output in the page is what the commands and the published file really say. A test tells the story again and
compares, with times masked.
"""

from __future__ import annotations

import getpass
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # Any: fields of a JSON line are of many kinds

from typer.testing import CliRunner

from cli import app
from domain.document import Paragraph
from intake.archive import Archive
from intake.read import read_bytes

HERE = Path(__file__).resolve().parent
PAGE = HERE / "follow-one-number.md"
REPORT = "2022-11/塔城地区/塔城地区科协2022年11月科普工作情况报告.docx"
RAW = "13.2人次"
Line = Mapping[str, Any]

NUMBER = "select * from observation where reported_in = '2022-11' and raw = '13.2人次'"
FAILED = """
select rule_id, severity, effect, message
from violation
join (select observation_id from observation where reported_in = '2022-11' and raw = '13.2人次') using (observation_id)
where outcome = 'fail'
order by rule_id
"""
DISPOSITIONS = """
select
    count(*) as found,
    count(*) filter (where status = 'accepted') as accepted,
    count(*) filter (where status = 'provisional') as provisional,
    count(*) filter (where status = 'held') as held,
    count(*) filter (where status = 'repeat') as repeat,
    count(*) filter (where status = 'not_a_statistic') as not_a_statistic
from observation
where reported_in = '2022-11' and submitter_code = '654200'
"""
FACT = """
select region_code, period, period_type, indicator_code, value, unit_code, status, version, cause
from fct_observation
where region_code = '654200' and indicator_code = 'ACT.TRAIN.FARMERS' and period = '2022-11'
order by version
"""


@dataclass(frozen=True)
class Office:
    """A home folder after the first run, and the commands of its people."""

    home: Path
    inbox: Path

    def say(self, *words: str) -> str:
        """What a command prints, with the folders as a newcomer has them. Raises RuntimeError when it fails."""
        result = CliRunner().invoke(app, [*words, "--home", str(self.home)])
        if result.exit_code != 0:
            raise RuntimeError(f"kepu {' '.join(words)}: {result.output}")
        shown = result.stdout.replace(str(self.home), "var").replace(str(self.inbox), "samples/inbox")
        return shown.replace(f"（{getpass.getuser()}，", "（steward，")

    def lines(self, *words: str) -> list[Line]:
        """The JSON lines of a command."""
        return [json.loads(line) for line in self.say(*words, "--json").splitlines()]

    def sql(self, query: str) -> list[Line]:
        """The rows of a query."""
        return self.lines("sql", query)

    def ingest(self) -> None:
        """Run what is new."""
        self.say("ingest", "--inbox", str(self.inbox))


def story(office: Office) -> str:
    """The whole page. The office must have run the sample inbox and decided nothing yet."""
    (number,) = office.sql(NUMBER)
    (issue,) = [line for line in office.lines("issues", "--period", "2022-11") if line["raw"] == RAW]
    parts = (
        INTRODUCTION,
        _received(office),
        _read(office),
        _extracted(office),
        _harmonised(number),
        _validated(office),
        _asked(issue),
        _held(office, number),
        _decided(office, issue),
        _confirmed(office, issue),
        _passport(office, number),
        _nothing_lost(office),
    )
    return "\n".join(parts)


INTRODUCTION = """# Follow one number

In November 2022 塔城地区 reported that it trained 13.2 farmers. This page follows that number through every stage, from
the bytes that arrived to the fact that analysts see. Everything in a box is real output of a run of `samples/inbox`;
`python -m docs.follow_one_number` writes the page again.
"""


def _received(office: Office) -> str:
    events = (event for event in Archive.at_home(office.home).events() if event.get("source_file") == REPORT)
    event = next(events)
    shown = {name: event[name] for name in ("event", "source_file", "content_sha256", "size", "received_at", "load_id")}
    return _section(
        "Received",
        "The bytes go into `var/archive/objects/` under their SHA-256, then the journal gets a line. `received_at` is"
        " from the inbox's `receipts.csv`; without that it would be the time of the run.",
        json.dumps(shown, ensure_ascii=False, indent=1),
    )


def _read(office: Office) -> str:
    (document,) = read_bytes((office.inbox / REPORT).read_bytes(), REPORT).documents
    paragraph = next(paragraph for paragraph in document.paragraphs if RAW in paragraph.text)
    return _section(
        "Read",
        f"A `Document`: {len(document.paragraphs)} paragraphs and {len(document.grids)} grid, each with its address."
        " Nothing is interpreted.",
        _shown_paragraph(paragraph),
    )


def _shown_paragraph(paragraph: Paragraph) -> str:
    return f"{paragraph.address}（文中第 {paragraph.offset} 字起）\n{paragraph.text}"


def _extracted(office: Office) -> str:
    result = CliRunner().invoke(app, ["extract", str(office.inbox / REPORT), "--json"])
    (line,) = [line for line in map(json.loads, result.stdout.splitlines()) if line["quote"] == RAW]
    names = (
        *("address", "start", "end", "quote", "value", "unit", "qualifier", "kind", "what", "org"),
        *("period", "period_type", "indicator_code", "indicator_status", "suspect"),
    )
    return _section(
        "Extracted",
        "`kepu extract FILE --json`: one line for each quantity in the prose, here ours. The value is exactly what is"
        " written.",
        json.dumps({name: line[name] for name in names}, ensure_ascii=False, indent=1),
    )


def _harmonised(number: Line) -> str:
    names = (
        *("observation_id", "region_code", "period", "period_type", "indicator_code", "scope", "audience_code"),
        *("value", "unit_code", "qualifier", "kind", "observation_key"),
    )
    return _section(
        "Harmonised",
        "The statement becomes an `Observation` with the same id: who, when, what, in the base unit. The key holds"
        " codes only, so that other words for the same fact have the same key.",
        json.dumps({name: number[name] for name in names}, ensure_ascii=False, indent=1),
    )


def _validated(office: Office) -> str:
    failed = office.sql(FAILED)
    return _section(
        "Validated",
        "Great Expectations judges the value by itself and against its neighbours: the sessions in the same sentence,"
        " October's sum. Each failure is a row of the view `violation`.",
        _table(failed, ("rule_id", "severity", "effect", "message")),
        is_code=False,
    )


def _asked(issue: Line) -> str:
    evidence = "\n".join(f" · {sentence}" for sentence in issue["evidence"])
    shown = (
        f"{issue['issue_id'][:10]}  {issue['severity']}  {issue['effect']}  {issue['status']}\n"
        f"{issue['title']}\n{evidence}\n建议：{issue['suggestion_value']:.0f}。{issue['suggestion_reason']}"
    )
    return _section(
        "Reasoned",
        "The failures have one cause, so they are one issue with one suggestion. `kepu issues` shows it; evidence that"
        " follows from other evidence is not counted twice.",
        shown,
    )


def _held(office: Office, number: Line) -> str:
    found = office.sql(FACT)
    return _section(
        "Held",
        "A suggestion changes nothing. The number keeps its written value and is in no fact.",
        f"observation: value {number['value']}, status {number['status']}, {number['hold_rule']}\n"
        f"fct_observation: {len(found)} rows",
    )


def _decided(office: Office, issue: Line) -> str:
    words = ("decide", issue["issue_id"][:10], "--correct", "132000", "--reason", "电话核实，漏写“万”。")
    said = office.say(*words)
    office.ingest()
    return _section(
        "Decided",
        "A steward telephones and corrects. The decision is journalled; the next `kepu ingest` applies it, and the"
        " corrected value is validated like any other. Until the reporter confirms, the fact is provisional.",
        f"$ kepu {_typed(words)}\n{said}$ kepu ingest\n\n{_table(office.sql(FACT), FACT_COLUMNS)}",
    )


def _confirmed(office: Office, issue: Line) -> str:
    words = (
        *("decide", issue["issue_id"][:10], "--correct", "132000", "--confirmed-by", "电话"),
        *("--reason", "塔城地区科协来电确认为13.2万人次。"),
    )
    said = office.say(*words)
    office.ingest()
    return _section(
        "Confirmed",
        "Only the reporter may change what was reported. With the confirmation the fact is accepted: a second version"
        " of the same key, and the first one keeps its recorded interval.",
        f"$ kepu {_typed(words)}\n{said}$ kepu ingest\n\n{_table(office.sql(FACT), FACT_COLUMNS)}",
    )


FACT_COLUMNS = ("region_code", "period", "period_type", "indicator_code", "value", "status", "version", "cause")


def _typed(words: Iterable[str]) -> str:
    return " ".join(f'"{word}"' if any(character in word for character in "，。 ") else word for word in words)


def _passport(office: Office, number: Line) -> str:
    steps = office.lines("trace", number["observation_id"][:10])
    rows = [
        {
            "step": f"rule {step['id']}" if step["step"] == "rule" else step["step"],
            "text": step["text"].replace(f"（{getpass.getuser()}，", "（steward，"),
            "place": " ".join(step[name] for name in ("member", "address") if step[name]),
            "sha256": (step["sha256"] or "")[:12],
        }
        for step in steps
    ]
    return _section(
        "The passport",
        f"`kepu trace {number['observation_id'][:10]}`: from the fact back to the bytes.",
        _table(rows, ("step", "text", "place", "sha256")),
        is_code=False,
    )


def _nothing_lost(office: Office) -> str:
    (row,) = office.sql(DISPOSITIONS)
    return _section(
        "Nothing is lost",
        "Every number of the report has one disposition, and an independent count of the document finds no other.",
        _table([row], tuple(row)),
        is_code=False,
    )


def _section(title: str, text: str, shown: str, *, is_code: bool = True) -> str:
    body = f"```\n{shown.rstrip()}\n```" if is_code else shown
    return f"## {title}\n\n{text}\n\n{body}\n"


def _table(rows: Iterable[Line], columns: tuple[str, ...]) -> str:
    head = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return "\n".join([*head, *("| " + " | ".join(_cell(row[column]) for column in columns) + " |" for row in rows)])


def _cell(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def main() -> None:
    """Run the sample inbox in a folder of its own and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder) / "home", Path(folder) / "inbox")
        shutil.copytree(HERE.parent / "samples" / "inbox", office.inbox)
        office.ingest()
        PAGE.write_text(story(office), encoding="utf-8")


if __name__ == "__main__":
    main()
