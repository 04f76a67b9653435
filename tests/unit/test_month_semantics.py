"""What files, corrections and decisions do to the facts of one prefecture and month: one table, twenty-odd cases.

Each case is a short history of loads. A file is written as (path, form, {indicator: value}); a load may carry what
the rules found and what stewards decided before it. The claim is what is in the facts afterwards, and how each number
ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from domain.decision import Decision, DecisionKind
from domain.facts import Act, OpenFact
from domain.month import Concluded, conclude, prepare
from domain.observation import Observation, observation_key
from domain.revision import Arrival
from domain.statement import statement_id
from domain.submission import DocumentForm, submission_id
from domain.violation import Effect, Severity, Violation
from tests.builders import an_observation

TACHENG = "654200"
NOVEMBER = "2022-11"
FORM, TABLE, PROSE = DocumentForm.FORM, DocumentForm.COUNTY_TABLE, DocumentForm.PROSE


@dataclass(frozen=True)
class File:
    """A file as a steward would describe it; `content` stands for its bytes."""

    path: str
    form: DocumentForm
    figures: Mapping[str, float | tuple[float, str]]
    form_number: str = ""
    is_complete: bool = False
    regions: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, str] = field(default_factory=dict)
    half_width: float = 0.0

    @property
    def content(self) -> str:
        return f"{self.form}{sorted(self.figures.items())}{self.form_number}{sorted(self.periods.items())}"


@dataclass(frozen=True)
class Load:
    """One run: what arrived, which figures the rules failed, what was decided before it."""

    files: Sequence[File] = ()
    fails: Mapping[str, Effect] = field(default_factory=dict)  # indicator → effect of a failing rule
    decisions: Sequence[Decision] = ()
    rule_version: int = 1


class World:
    """The facts and versions that a history of loads leaves behind."""

    def __init__(self, month: str = NOVEMBER) -> None:
        self.month = month
        self.arrivals: list[Arrival] = []
        self.facts: dict[str, OpenFact] = {}
        self.versions: list[tuple[str, float | None, str]] = []
        self.decisions: list[Decision] = []
        self.load_id = 0
        self.last: Concluded | None = None

    def run(self, load: Load) -> World:
        self.load_id += 1
        self.decisions += load.decisions
        self.arrivals += [a for file in load.files for a in self._arrivals(file)]
        prepared = prepare(self.arrivals, self.decisions, self.facts)
        violations = [
            a_violation(o, load.fails[o.indicator_code or ""], load.rule_version, self.month)
            for o in prepared.live
            if o.indicator_code in load.fails
        ]
        self.last = conclude(prepared, violations, self.decisions, self.facts)
        self._apply({o.observation_id: o for o in prepared.observations})
        return self

    def _arrivals(self, file: File) -> list[Arrival]:
        identifier = submission_id(TACHENG, self.month, file.content)
        return [
            Arrival(
                self._observation(file, identifier, indicator), self.load_id, file.form, slot_of(file), file.is_complete
            )
            for indicator in file.figures
        ]

    def _observation(self, file: File, identifier: str, indicator: str) -> Observation:
        figure = file.figures[indicator]
        value, raw = figure if isinstance(figure, tuple) else (figure, f"{figure:g}")
        period = file.periods.get(indicator, self.month)
        return an_observation(
            observation_id=statement_id(identifier, "", indicator),
            submission_id=identifier,
            submitter_code=TACHENG,
            reported_in=self.month,
            source_file=file.path,
            address=indicator,
            raw=raw,
            indicator_code=indicator.split("@")[0],
            region_code=file.regions.get(indicator, TACHENG),
            period=period,
            value=value,
            half_width=file.half_width,
            multiplier=10_000.0 if file.half_width else 1.0,
        )

    def _apply(self, observations: Mapping[str, Observation]) -> None:
        assert self.last is not None
        for move in self.last.moves:
            if move.act is Act.CLOSE:
                gone = self.facts.pop(move.observation_key)
                self.versions.append((name_of(observations, gone.observation_id), None, str(move.cause)))
                continue
            o = observations[move.observation_id or ""]
            load_id = max(a.load_id for a in self.arrivals if a.observation.observation_id == o.observation_id)
            self.facts[move.observation_key] = OpenFact(
                move.observation_key,
                o.observation_id,
                TACHENG,
                o.reported_in,
                o.value,
                o.qualifier,
                move.status or "",
                load_id,
            )
            self.versions.append((o.indicator_code or "", o.value, str(move.cause)))

    def current(self) -> dict[str, tuple[float | None, str]]:
        by_id = {a.observation.observation_id: a.observation for a in self.arrivals}
        return {by_id[f.observation_id].indicator_code or "": (f.value, f.status) for f in self.facts.values()}

    def dispositions(self) -> list[str]:
        assert self.last is not None
        return sorted(str(v.status) for v in self.last.verdicts.values())


def slot_of(file: File) -> str:
    return f"{file.form}:{file.form_number or file.path}"


def name_of(observations: Mapping[str, Observation], identity: str) -> str:
    return observations[identity].indicator_code or "" if identity in observations else ""


def a_violation(o: Observation, effect: Effect, version: int, month: str) -> Violation:
    return Violation(
        "VAL-05", version, Severity.CRITICAL, effect, month, TACHENG, "应为整数", o.submission_id, o.observation_id
    )


def a_decision(kind: DecisionKind, indicator: str, raw: str, **changes: object) -> Decision:
    key = observation_key(region_code=TACHENG, period=NOVEMBER, period_type="ytd", indicator_code=indicator)
    base = Decision(
        decision_id=f"{kind}{indicator}{sorted(changes.items())}",
        kind=kind,
        issue_id="i1",
        submitter_code=TACHENG,
        period=NOVEMBER,
        reason="电话核实，漏写“万”。",
        author="steward.tacheng",
        decided_at=datetime(2022, 12, 5, tzinfo=UTC),
        observation_key=key,
        raw=raw,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # the builder's own keyword names


def an_accept(file: File, indicator: str, value: float, *, rule_version: int = 1, period: str = NOVEMBER) -> Decision:
    identity = statement_id(submission_id(TACHENG, NOVEMBER, file.content), "", indicator)
    return a_decision(
        DecisionKind.ACCEPT,
        indicator,
        f"{value:g}",
        observation_id=identity,
        rules={"VAL-05": rule_version},
        operands={identity: value},
        period=period,
    )


SLIP = (13.2, "13.2人次")
REPORT = File("总结.docx", PROSE, {"FARMERS": SLIP, "SESSIONS": 1181})
FORM_1 = File("月报.xlsx", FORM, {"SESSIONS": 1181, "VIEWS": 500}, form_number="新科协统01表")
CORRECT = a_decision(DecisionKind.CORRECT, "FARMERS", "13.2人次", value=132_000.0)
CONFIRMED = replace(CORRECT, decision_id="confirmed", confirmed_by="电话", decided_at=datetime(2022, 12, 6, tzinfo=UTC))
HELD_SLIP = {"FARMERS": Effect.HOLD_VALUE}
BOOK = File("月报.xlsx", FORM, {"BOOKS": 96_543})
MATRIX_OCTOBER = {"SESSIONS@10": "2022-10"}

CASES: list[tuple[str, list[Load], dict[str, tuple[float, str]], list[str]]] = [
    (
        "a clean file passes by itself",
        [Load([FORM_1])],
        {"SESSIONS": (1181, "accepted"), "VIEWS": (500, "accepted")},
        ["accepted", "accepted"],
    ),
    (
        "the same file twice changes nothing",
        [Load([FORM_1]), Load([FORM_1])],
        {"SESSIONS": (1181, "accepted"), "VIEWS": (500, "accepted")},
        ["accepted", "accepted"],
    ),
    (
        "the same bytes under two names in one load are one submission",
        [Load([FORM_1, replace(FORM_1, path="月报(1).xlsx")])],
        {"SESSIONS": (1181, "accepted"), "VIEWS": (500, "accepted")},
        ["accepted", "accepted"],
    ),
    (
        "form, Word and county zip of one month complement each other, and what they repeat is a repeat",
        [Load([FORM_1, REPORT, File("县市.zip", TABLE, {"SESSIONS": 1181, "BOOKS": 40})])],
        {
            "SESSIONS": (1181, "accepted"),
            "VIEWS": (500, "accepted"),
            "BOOKS": (40, "accepted"),
            "FARMERS": (13.2, "accepted"),
        },
        ["accepted"] * 4 + ["repeat"] * 2,
    ),
    (
        "a correction of one number makes one new version",
        [Load([FORM_1]), Load([replace(FORM_1, figures={"SESSIONS": 1182, "VIEWS": 500})])],
        {"SESSIONS": (1182, "accepted"), "VIEWS": (500, "accepted")},
        ["accepted", "accepted", "accepted", "repeat"],
    ),
    (
        "a complete form that omits a key withdraws it",
        [
            Load([replace(FORM_1, is_complete=True)]),
            Load([File("月报.xlsx", FORM, {"SESSIONS": 1181}, form_number="新科协统01表", is_complete=True)]),
        ],
        {"SESSIONS": (1181, "accepted")},
        ["accepted", "accepted", "repeat"],
    ),
    (
        "a partial file leaves absent keys untouched",
        [Load([FORM_1]), Load([File("补报.xlsx", FORM, {"VIEWS": 510})])],
        {"SESSIONS": (1181, "accepted"), "VIEWS": (510, "accepted")},
        ["accepted", "accepted", "accepted"],
    ),
    (
        "A, then B, then A again: the last word counts",
        [
            Load([FORM_1]),
            Load([replace(FORM_1, figures={"SESSIONS": 1200, "VIEWS": 500})]),
            Load([FORM_1]),
        ],
        {"SESSIONS": (1181, "accepted"), "VIEWS": (500, "accepted")},
        ["accepted", "accepted", "accepted", "repeat"],
    ),
    (
        "a late file with a new figure adds it",
        [Load([FORM_1]), Load([File("迟报.docx", PROSE, {"BOOKS": 40})])],
        {"SESSIONS": (1181, "accepted"), "VIEWS": (500, "accepted"), "BOOKS": (40, "accepted")},
        ["accepted"] * 3,
    ),
    ("a nil report states nothing and changes nothing", [Load([File("零报告.txt", DocumentForm.NIL, {})])], {}, []),
    (
        "two files of one load that disagree are both held",
        [Load([FORM_1, File("总结.docx", PROSE, {"SESSIONS": 1171})])],
        {"VIEWS": (500, "accepted")},
        ["accepted", "held", "held"],
    ),
    (
        "a later Word report that disagrees with the form is held, and the form's figure stays",
        [Load([FORM_1]), Load([File("总结.docx", PROSE, {"SESSIONS": 1171})])],
        {"SESSIONS": (1181, "accepted"), "VIEWS": (500, "accepted")},
        ["accepted", "accepted", "held"],
    ),
    (
        "prose that agrees within its rounding is a repeat: 1.55万 and 15 523",
        [
            Load(
                [
                    File("月报.xlsx", FORM, {"CONSULT": 15_523}),
                    File("总结.docx", PROSE, {"CONSULT": (15_500, "1.55万人次")}, half_width=50.0),
                ]
            )
        ],
        {"CONSULT": (15_523, "accepted")},
        ["accepted", "repeat"],
    ),
    (
        "a failing number is held and in no fact",
        [Load([REPORT], HELD_SLIP)],
        {"SESSIONS": (1181, "accepted")},
        ["accepted", "held"],
    ),
    (
        "a number that needs an explanation is provisional",
        [Load([REPORT], {"SESSIONS": Effect.NEEDS_EXPLANATION, **HELD_SLIP})],
        {"SESSIONS": (1181, "provisional")},
        ["held", "provisional"],
    ),
    (
        "a notice touches nothing",
        [Load([FORM_1], {"VIEWS": Effect.NOTICE})],
        {"SESSIONS": (1181, "accepted"), "VIEWS": (500, "accepted")},
        ["accepted", "accepted"],
    ),
    (
        "a failing file is held whole",
        [Load([FORM_1], {"VIEWS": Effect.HOLD_FILE})],
        {},
        ["held", "held"],
    ),
    (
        "a correction makes a provisional fact until its reporter confirms",
        [Load([REPORT], HELD_SLIP), Load(decisions=[CORRECT])],
        {"FARMERS": (132_000, "provisional"), "SESSIONS": (1181, "accepted")},
        ["accepted", "provisional"],
    ),
    (
        "a confirmed correction makes an accepted fact",
        [Load([REPORT], HELD_SLIP), Load(decisions=[CORRECT, CONFIRMED])],
        {"FARMERS": (132_000, "accepted"), "SESSIONS": (1181, "accepted")},
        ["accepted", "accepted"],
    ),
    (
        "a wrong correction is validated like any value and held",
        [
            Load([REPORT], HELD_SLIP),
            Load(fails=HELD_SLIP, decisions=[replace(CORRECT, value=1_320_000.0, decision_id="wrong")]),
        ],
        {"SESSIONS": (1181, "accepted")},
        ["accepted", "held"],
    ),
    (
        "a decision replays when the same number comes in another file",
        [
            Load([REPORT], HELD_SLIP),
            Load([replace(REPORT, path="总结2.docx", form_number="再报")], decisions=[CONFIRMED]),
        ],
        {"FARMERS": (132_000, "accepted"), "SESSIONS": (1181, "accepted")},
        ["accepted", "accepted", "repeat", "repeat"],
    ),
    (
        "a decision retires when the number has changed",
        [
            Load([REPORT], {}, [CONFIRMED]),
            Load([replace(REPORT, figures={"FARMERS": (14.1, "14.1人次"), "SESSIONS": 1181})], HELD_SLIP),
        ],
        {"FARMERS": (132_000, "accepted"), "SESSIONS": (1181, "accepted")},
        ["accepted", "accepted", "held", "repeat"],
    ),
    (
        "an explanation lifts a hold",
        [Load([REPORT], HELD_SLIP), Load(fails=HELD_SLIP, decisions=[an_accept(REPORT, "FARMERS", 13.2)])],
        {"FARMERS": (13.2, "accepted"), "SESSIONS": (1181, "accepted")},
        ["accepted", "accepted"],
    ),
    (
        "a changed rule reopens what was explained",
        [
            Load([REPORT], HELD_SLIP, [an_accept(REPORT, "FARMERS", 13.2)]),
            Load(fails=HELD_SLIP, rule_version=2),
        ],
        {"SESSIONS": (1181, "accepted")},
        ["accepted", "held"],
    ),
    (
        "October's explanation does not excuse November",
        [Load([REPORT], HELD_SLIP, [an_accept(REPORT, "FARMERS", 13.2, period="2022-10")])],
        {"SESSIONS": (1181, "accepted")},
        ["accepted", "held"],
    ),
    (
        "not a statistic: the steward takes a number out for good",
        [Load([REPORT], HELD_SLIP), Load(decisions=[a_decision(DecisionKind.NOT_A_STATISTIC, "FARMERS", "13.2人次")])],
        {"SESSIONS": (1181, "accepted")},
        ["accepted", "not_a_statistic"],
    ),
    (
        "a resubmission does not displace an accepted fact until its own errors are cleared",
        [
            Load([FORM_1]),
            Load([replace(FORM_1, figures={"SESSIONS": 11.81, "VIEWS": 500})], {"SESSIONS": Effect.HOLD_VALUE}),
        ],
        {"SESSIONS": (1181, "accepted"), "VIEWS": (500, "accepted")},
        ["accepted", "accepted", "held", "repeat"],
    ),
    (
        "a resubmission takes the place of what was held",
        [
            Load([REPORT], HELD_SLIP),
            Load([replace(REPORT, figures={"FARMERS": (132_000, "13.2万人次"), "SESSIONS": 1181})]),
        ],
        {"FARMERS": (132_000, "accepted"), "SESSIONS": (1181, "accepted")},
        ["accepted", "accepted", "accepted", "repeat"],
    ),
]


@pytest.mark.parametrize(("loads", "facts", "dispositions"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_a_history_of_loads_leaves_in_the_facts(
    loads: list[Load], facts: dict[str, tuple[float, str]], dispositions: list[str]
) -> None:
    world = World()
    for load in loads:
        world.run(load)
    assert world.current() == facts
    if len(loads) == 1:
        assert world.dispositions() == sorted(dispositions)


@pytest.mark.parametrize("loads", [c[1] for c in CASES], ids=[c[0] for c in CASES])
def test_a_run_without_anything_new_moves_no_fact(loads: list[Load]) -> None:
    world = World()
    for load in loads:
        world.run(load)
    world.run(Load(fails=loads[-1].fails, rule_version=loads[-1].rule_version))
    assert world.last is not None
    assert world.last.moves == ()


def test_a_back_and_forth_keeps_every_version() -> None:
    world = World()
    for sessions in (1181, 1200, 1181):
        world.run(Load([replace(FORM_1, figures={"SESSIONS": sessions})]))
    assert world.versions == [
        ("SESSIONS", 1181, "first"),
        ("SESSIONS", 1200, "resubmission"),
        ("SESSIONS", 1181, "resubmission"),
    ]


def test_a_matrix_that_changes_october_is_a_restatement_and_an_equal_october_a_repeat() -> None:
    october = World("2022-10").run(Load([replace(FORM_1, figures={"SESSIONS": 1100, "VIEWS": 450})]))
    november = World("2022-11")
    november.facts, november.load_id = dict(october.facts), 1
    november.arrivals = []
    matrix = File(
        "逐月表.xlsx",
        FORM,
        {"SESSIONS@10": 1105, "SESSIONS": 1181, "VIEWS@10": 450},
        periods={"SESSIONS@10": "2022-10", "VIEWS@10": "2022-10"},
    )
    november.run(Load([matrix]))
    assert ("SESSIONS", 1105, "restatement") in november.versions
    assert november.dispositions() == ["accepted", "accepted", "repeat"]


def test_a_restatement_that_fails_a_rule_leaves_octobers_fact() -> None:
    october = World("2022-10").run(Load([replace(FORM_1, figures={"SESSIONS": 1100})]))
    november = World("2022-11")
    november.facts, november.load_id = dict(october.facts), 1
    matrix = File("逐月表.xlsx", FORM, {"SESSIONS@10": 1105}, periods=MATRIX_OCTOBER)
    november.run(Load([matrix], {"SESSIONS": Effect.NEEDS_EXPLANATION}))
    assert november.versions == []


def test_the_same_bytes_from_two_prefectures_are_two_submissions() -> None:
    assert submission_id("654200", NOVEMBER, "abc") != submission_id("654300", NOVEMBER, "abc")
    assert submission_id("654200", NOVEMBER, "abc") != submission_id("654200", "2022-10", "abc")


def test_a_decision_whose_number_was_replaced_retires_loudly() -> None:
    arrival = World().run(Load([REPORT])).arrivals
    newer = World().run(Load([replace(REPORT, figures={"FARMERS": (14.1, "14.1人次"), "SESSIONS": 1181})])).arrivals
    both = [*arrival, *(replace(a, load_id=2) for a in newer)]
    assert prepare(arrival, [CONFIRMED], {}).retired == ()
    assert prepare(both, [CONFIRMED], {}).retired == (CONFIRMED,)
