"""Violations with one cause: `Group`. One number at fault takes with it whatever its correction would mend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.reasoning.context import Board
from domain.reasoning.exchange import exchanged
from domain.reasoning.located import LINEAR, Cause, causes_of
from domain.reasoning.mending import SUMS, members, mends
from domain.reasoning.slip import Slip, find_slip
from domain.violation import Effect, Outcome, Violation

WORDING_RULES: Mapping[str, tuple[str, ...]] = {
    "SYN-12": ("indicator_text", "row_labels"),
    "VAL-01": ("region_text",),
    "VAL-02": ("region_text",),
    "VAL-03": ("region_code",),
    "VAL-07": ("indicator_code", "unit"),
}
"""Rules about a wording: all numbers of one file under the same wording are one question."""
FILE_WIDE_RULES = frozenset({"LAY-01", "PER-01", "SYN-08", "SYN-10", "VAL-04", "TIM-02", "TMP-11"})
"""Rules whose failures in one file have one cause and one answer."""
SLIP_RULES = frozenset(
    {
        "VAL-05", "VAL-12", "CRS-01", "CRS-02", "CRS-09", "OUT-01", "OUT-02", "OUT-04", "TMP-01", "TMP-02", "TMP-07",
        "TMP-08", "BAL-02",
    }
)  # fmt: skip
"""Failures that a unit slip can explain."""

OFFERS: Mapping[str, str] = {"BAL-13": "xpcc", "OUT-03": "swap"}
"""Rules that offer a value themselves, and what that says about the error; others offer another form's figure."""


@dataclass(frozen=True)
class Group:
    """Violations with one cause. The first of `numbers` is the one probably wrong; none for a file or a month."""

    cause: str
    numbers: tuple[str, ...]
    violations: tuple[Violation, ...]
    slip: Slip | None = None
    suggestion: float | None = None
    also: tuple[tuple[str, float], ...] = ()  # other numbers that change with it, where two cells were exchanged
    how: str = ""  # exchange, ladder, balance, slip, swap, xpcc, other_form: how the suggestion was found
    notices: tuple[Violation, ...] = field(default_factory=tuple)
    sets: tuple[tuple[str, ...], ...] = ()  # the smallest sets of cells that would mend its broken sums


def group(violations: Iterable[Violation], board: Board) -> list[Group]:
    """Group the open failures of a month by cause."""
    failed = [violation for violation in violations if violation.outcome is Outcome.FAIL]
    weighty = [violation for violation in failed if violation.effect is not Effect.NOTICE or _is_shown(violation)]
    values: list[Violation] = []
    others: defaultdict[tuple[str, ...], list[Violation]] = defaultdict(list)
    for violation in weighty:
        key = _shared_key(violation, board)
        if key is None:
            values.append(violation)
        else:
            others[key].append(violation)
    groups = [_plain_group(key[0], listed) for key, listed in others.items()]
    groups += _merged(_value_groups(values, board), board)
    notices = [violation for violation in failed if violation.effect is Effect.NOTICE]
    return _with_notices(groups, notices)


def _is_shown(violation: Violation) -> bool:
    """Notices that a person must look at: numbers that nobody claimed, and a layout that is not last month's."""
    if violation.rule_id == "LAY-02":
        return True
    unclaimed = violation.evidence.get("unclaimed")
    return violation.rule_id == "SYN-11" and isinstance(unclaimed, int | float) and unclaimed > 0


def _shared_key(violation: Violation, board: Board) -> tuple[str, ...] | None:
    """What violations of one cause share, None when the cause is one number's value."""
    submission = violation.submission_id or violation.submitter_code
    if violation.effect is Effect.HOLD_FILE:
        return ("file", submission)
    if violation.observation_id is None and not (violation.rule_id in SUMS and violation.operands):
        return ("set", violation.rule_id, submission)
    if violation.rule_id in FILE_WIDE_RULES:
        return ("cells", violation.rule_id, submission)
    observation = board.numbers.get(violation.observation_id or "")
    if violation.rule_id in WORDING_RULES and observation is not None:
        wording = (str(getattr(observation, name)) for name in WORDING_RULES[violation.rule_id])
        return ("wording", violation.rule_id, submission, *wording)
    return None


def _plain_group(cause: str, violations: Sequence[Violation]) -> Group:
    numbers = dict.fromkeys(v.observation_id for v in violations if v.observation_id is not None)
    return Group(cause, tuple(numbers), tuple(violations))


def _value_groups(violations: Sequence[Violation], board: Board) -> list[Group]:
    """One group a number; a number with a failure of its own is a suspect and does not testify about others."""
    causes = causes_of(violations, board)
    home = {violation.violation_id: _home(cause) for cause in causes for violation in cause.violations}
    by_number: defaultdict[str, list[Violation]] = defaultdict(list)
    for violation in violations:
        by_number[home.get(violation.violation_id) or members(violation)[0]].append(violation)
    suspects = frozenset(
        violation.observation_id
        for violation in violations
        if violation.observation_id is not None and violation.rule_id in ("VAL-05", "VAL-12", "OUT-02", "TMP-01")
    )
    evidence = _Evidence(_by_member(violations), suspects, _by_first(causes))
    return [_value_group(name, listed, board, evidence) for name, listed in by_number.items()]


def _home(cause: Cause) -> str | None:
    """The number under which the failures of a cause are one question: the named cell, else the first that is broken.

    Several cells at once are several questions, each under the number its failure names.
    """
    if cause.named:
        return cause.named[0] if len(cause.named) == 1 else None
    return members(cause.violations[0])[0] if cause.is_one_cell else None


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Failures by every number they are about, the numbers that are in doubt themselves, and what was localised."""

    about: Mapping[str, Sequence[Violation]]
    suspects: frozenset[str]
    causes: Mapping[str, Cause]


def _by_first(causes: Sequence[Cause]) -> Mapping[str, Cause]:
    """Causes by the number their group stands under; one with several cells under each of them."""
    found = {name: cause for cause in causes for violation in cause.violations for name in members(violation)[:1]}
    return {**found, **{name: cause for cause in causes for name in cause.named}}


def _by_member(violations: Sequence[Violation]) -> Mapping[str, Sequence[Violation]]:
    about: defaultdict[str, list[Violation]] = defaultdict(list)
    for violation in violations:
        for name in members(violation):
            about[name].append(violation)
    return about


def _value_group(name: str, violations: Sequence[Violation], board: Board, evidence: _Evidence) -> Group:
    """The group of one number, with the first kind of repair that explains it: exchange, slip, localised, offered."""
    observation = board.numbers.get(name)
    numbers = dict.fromkeys((name, *(members(v)[0] for v in violations)))
    made = Group("value", tuple(numbers), tuple(violations))
    if observation is None:
        return made
    for violation in evidence.about[name]:
        if (changes := exchanged(violation, board)) is not None:
            return _exchanged(made, changes) if violation.observation_id == name else made
    cause = evidence.causes.get(name)
    has_cause = cause is not None and any(violation.rule_id in LINEAR for violation in violations)
    localised = _localised(made, cause) if cause is not None and has_cause else made
    if any(violation.rule_id in SLIP_RULES for violation in violations):
        sums = [violation for violation in evidence.about[name] if violation.rule_id in SUMS]
        slip = find_slip(observation, board, evidence.suspects - {name}, sums)
        if slip is not None and localised.suggestion in (None, slip.value):
            return replace(localised, slip=slip, suggestion=slip.value, how="slip")
    if localised.suggestion is not None:
        return localised
    offered = {v.suggestion_value for v in violations if v.suggestion_value is not None}
    if len(offered) == 1:
        rules = {violation.rule_id for violation in violations if violation.suggestion_value is not None}
        how = next((how for rule, how in OFFERS.items() if rule in rules), "other_form")
        return replace(localised, suggestion=offered.pop(), how=how)
    return localised


def _localised(made: Group, cause: Cause) -> Group:
    """The group with what mending all broken sums at once says about its number."""
    told = replace(made, sets=cause.sets)
    if cause.value is None or cause.named != made.numbers[:1]:
        return told
    if cause.power:
        slip = Slip(cause.power, cause.value, ("balance",), ("balance",))
        return replace(told, slip=slip, suggestion=cause.value, how="slip")
    is_ladder = all(violation.rule_id.startswith("TMP") for violation in cause.violations)
    how = "swap" if cause.is_swap else "ladder" if is_ladder else "balance"
    return replace(told, suggestion=cause.value, how=how)


def _exchanged(made: Group, changes: Mapping[str, float]) -> Group:
    """The group of both cells; the sessions' own failures join it because both changes mend them."""
    name = made.numbers[0]
    others = tuple((other, value) for other, value in changes.items() if other != name)
    numbers = (name, *(other for other, _ in others))
    return replace(made, numbers=numbers, suggestion=changes[name], also=others, how="exchange")


def _merged(groups: Sequence[Group], board: Board) -> list[Group]:
    """Each group joined to the one whose correction mends all of it; rival corrections of one failure cancel out."""
    joined = _join_conflicts(groups)
    absorbed: dict[int, list[int]] = {}
    for index, one in enumerate(joined):
        menders = [other for other, rival in enumerate(joined) if other != index and _mends_all(rival, one, board)]
        if one.suggestion is None and menders:
            absorbed[index] = menders
    kept = dict(enumerate(joined))
    for index, menders in absorbed.items():
        kept = _absorb(kept, index, menders)
    return list(kept.values())


def _mends_all(mender: Group, broken: Group, board: Board) -> bool:
    if mender.suggestion is None:
        return False
    changes = {mender.numbers[0]: mender.suggestion, **dict(mender.also)}
    return all(mends(violation, changes, board) for violation in broken.violations)


def _absorb(kept: dict[int, Group], index: int, menders: Sequence[int]) -> dict[int, Group]:
    """Put a broken group into its only mender; with several, all of them are one question without a suggestion."""
    present = [mender for mender in menders if mender in kept]
    if not present or index not in kept:
        return kept
    target = kept[present[0]]
    parts = [kept[number] for number in [*present[1:], index]]
    numbers = tuple(dict.fromkeys(name for part in (target, *parts) for name in part.numbers))
    violations = tuple(violation for part in (target, *parts) for violation in part.violations)
    whole = replace(target, numbers=numbers, violations=violations)
    if len(present) > 1:
        whole = replace(whole, slip=None, suggestion=None, how="")
    rest = {number: one for number, one in kept.items() if number not in (*present, index)}
    return {**rest, present[0]: whole}


def _join_conflicts(groups: Sequence[Group]) -> list[Group]:
    """The two sides of a figure stated twice (DUP-03) are one question, under the weaker statement."""
    sides: defaultdict[frozenset[str], list[Group]] = defaultdict(list)
    rest: list[Group] = []
    for one in groups:
        named = {frozenset(members(v)) for v in one.violations if v.rule_id == "DUP-03"}
        if len(named) == 1 and all(v.rule_id == "DUP-03" for v in one.violations):
            sides[named.pop()].append(one)
        else:
            rest.append(one)
    return rest + [_both_sides(listed) for listed in sides.values()]


def _both_sides(listed: Sequence[Group]) -> Group:
    ordered = sorted(listed, key=lambda one: (one.suggestion is None, one.numbers))
    numbers = tuple(dict.fromkeys(name for one in ordered for name in one.numbers))
    return replace(ordered[0], numbers=numbers, violations=tuple(v for one in ordered for v in one.violations))


def _with_notices(groups: Sequence[Group], notices: Sequence[Violation]) -> list[Group]:
    """Notices about a number that is in question anyway, shown with it; alone they are no question."""
    by_number: defaultdict[str, list[Violation]] = defaultdict(list)
    for notice in notices:
        if notice.observation_id is not None:
            by_number[notice.observation_id].append(notice)
    return [
        replace(one, notices=tuple(notice for name in one.numbers[:1] for notice in by_number.get(name, [])))
        for one in groups
    ]
