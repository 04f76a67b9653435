"""Load the suites: fill thresholds and row scopes, cross-check with the rules, name file and line of what is wrong.

A suite is a Great Expectations suite in JSON with two additions, filled in before Great Expectations sees them:
`{"$threshold": "VAL-12.ytd_growth"}` takes a threshold from the reference data; `{"$rows": ["is_figure", …]}` keeps
the rows for which all these columns are true. `meta.requires` names those of them that are prerequisites: rows that
fail only these are counted as not evaluated. `meta.thresholds` names the thresholds that a violation view reads:
without one of them the view would compare with nothing and never fail, so the suite is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import ReferenceDataError
from domain.violation import Effect, Severity

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

    from domain.catalog import Catalog, Rule

SUITES = Path(__file__).parent / "suites"
COLUMN_KWARGS = ("column", "column_A", "column_B")
SECOND_STAGES: Mapping[tuple[str, str], Effect] = {
    ("VAL-04", "observation"): Effect.HOLD_VALUE,  # one cell about a later month, not the whole file
    ("VAL-01", "file"): Effect.HOLD_FILE,  # nobody can tell which prefecture sent the file
    ("VAL-03", "file"): Effect.HOLD_FILE,  # folder, header and file name point to different prefectures
}
"""Rules that are also about a smaller or a larger thing than rules.csv says, and what a failure there does."""
EFFECT_ORDER = (Effect.NOTICE, Effect.NEEDS_EXPLANATION, Effect.HOLD_VALUE, Effect.HOLD_FILE)


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation of a suite: what it claims, for which rows, and what a failure does."""

    check_id: str
    rule_id: str
    type: str
    kwargs: Mapping[str, object]
    description: str
    severity: Severity
    effect: Effect
    owner: str
    rows: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    case: str = ""

    @property
    def compared(self) -> tuple[str, ...]:
        """The columns it judges, without those that only choose rows."""
        return tuple(_columns(self.kwargs, ()))


@dataclass(frozen=True, slots=True)
class Suite:
    """The checks of one stage, in the order of the file."""

    name: str
    checks: tuple[Check, ...]

    @property
    def columns(self) -> frozenset[str]:
        """Every column the suite looks at."""
        return frozenset(column for check in self.checks for column in _columns(check.kwargs, check.rows))


@dataclass(slots=True)
class _Entry:
    """An expectation as written, with the place of its first line."""

    file: str
    line: int
    content: Mapping[str, object]
    problems: list[str] = field(default_factory=list)

    def refuse(self, reason: str) -> ReferenceDataError:
        """The error to raise for this expectation."""
        return ReferenceDataError(f"{self.file} 第{self.line}行：{reason}")


@lru_cache(maxsize=32)
def _read(path: Path) -> tuple[str, str]:
    try:
        return path.name, path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReferenceDataError(f"校验规则文件“{path.name}”无法读取：{error.strerror}") from error


def load_suite(path: Path, columns: Sequence[str], stage: str, catalog: Catalog) -> Suite:
    """Read one suite for a frame with these columns. Raises ReferenceDataError naming file and line.

    Refused are: an unknown rule, a rule of another stage, a severity or effect that differs from the rule's, a column
    the frame does not have, a threshold nobody stated, an effect stronger than the rule's.
    """
    file, text = _read(path)
    entries = enumerate(_entries(file, text), start=1)
    checks = [_check(entry, number, set(columns), stage, catalog) for number, entry in entries]
    return Suite(path.stem, tuple(checks))


def _entries(file: str, text: str) -> Iterator[_Entry]:
    """Each expectation with its line. The decoder tells where an object ends, so the place is exact."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise ReferenceDataError(f"{file} 第{error.lineno}行：不是有效的JSON：{error.msg}") from error
    decoder = json.JSONDecoder()
    position = text.index("[", text.index('"expectations"')) + 1
    while (start := _next_object(text, position)) is not None:
        content, position = decoder.raw_decode(text, start)
        yield _Entry(file, text.count("\n", 0, start) + 1, content)


def _next_object(text: str, position: int) -> int | None:
    for place in range(position, len(text)):
        if text[place] == "{":
            return place
        if text[place] == "]":
            return None
    return None


def _check(entry: _Entry, number: int, columns: set[str], stage: str, catalog: Catalog) -> Check:
    meta = entry.content.get("meta")
    if not isinstance(meta, Mapping):
        raise entry.refuse("缺少meta（rule_id、owner、effect）。")
    rule = catalog.rules.get(str(meta.get("rule_id")))
    if rule is None:
        raise entry.refuse(f"规则“{meta.get('rule_id')}”不在rules.csv中。")
    if rule.stage != stage and (rule.rule_id, stage) not in SECOND_STAGES:
        raise entry.refuse(f"规则{rule.rule_id}属于{rule.stage}阶段，不属于{stage}。")
    strongest = SECOND_STAGES.get((rule.rule_id, stage), rule.effect)
    severity, effect = _severity_and_effect(entry, meta, rule, strongest)
    kwargs, rows = _filled(entry, catalog)
    if missing := sorted(set(_columns(kwargs, rows)) - columns):
        raise entry.refuse(f"规则{rule.rule_id}引用的列“{'、'.join(missing)}”不在数据框中。")
    for key in _texts(meta.get("thresholds")):
        _threshold(entry, key, catalog)
    requires = _texts(meta.get("requires"))
    if stray := sorted(set(requires) - set(rows)):
        raise entry.refuse(f"规则{rule.rule_id}的requires“{'、'.join(stray)}”不在row_condition中。")
    description = str(entry.content.get("description") or "")
    if not description:
        raise entry.refuse(f"规则{rule.rule_id}缺少description。")
    return Check(
        check_id=f"{entry.file}#{number}",
        rule_id=rule.rule_id,
        type=str(entry.content["type"]),
        kwargs=kwargs,
        description=description,
        severity=severity,
        effect=effect,
        owner=str(meta.get("owner") or rule.owner),
        rows=rows,
        requires=requires,
        case=str(meta.get("case") or ""),
    )


def _severity_and_effect(
    entry: _Entry, meta: Mapping[str, object], rule: Rule, strongest: Effect
) -> tuple[Severity, Effect]:
    if entry.content.get("severity") != rule.severity:
        stated = entry.content.get("severity")
        raise entry.refuse(f"规则{rule.rule_id}的severity“{stated}”与rules.csv的{rule.severity}不同。")
    effect = meta.get("effect")
    if effect not in {str(known) for known in Effect}:
        raise entry.refuse(f"规则{rule.rule_id}的effect“{effect}”不是已知的处理方式。")
    chosen = Effect(str(effect))
    if EFFECT_ORDER.index(chosen) > EFFECT_ORDER.index(strongest):
        raise entry.refuse(f"规则{rule.rule_id}的effect“{chosen}”重于rules.csv的{strongest}。")
    return rule.severity, chosen


def _filled(entry: _Entry, catalog: Catalog) -> tuple[dict[str, object], tuple[str, ...]]:
    """The kwargs with thresholds in place and without the row scope, and the row scope."""
    written = entry.content.get("kwargs")
    if not isinstance(written, Mapping):
        raise entry.refuse("缺少kwargs。")
    kwargs: dict[str, object] = {}
    rows: tuple[str, ...] = ()
    for name, value in written.items():
        if isinstance(value, Mapping) and "$threshold" in value:
            kwargs[name] = _threshold(entry, str(value["$threshold"]), catalog)
        elif isinstance(value, Mapping) and "$rows" in value:
            rows = _texts(value["$rows"])
        else:
            kwargs[name] = value
    return kwargs, rows


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _threshold(entry: _Entry, key: str, catalog: Catalog) -> float:
    if key not in catalog.thresholds:
        raise entry.refuse(f"阈值“{key}”不在thresholds.csv中。")
    return catalog.thresholds[key]


def _columns(kwargs: Mapping[str, object], rows: Sequence[str]) -> list[str]:
    named = [str(kwargs[name]) for name in COLUMN_KWARGS if name in kwargs]
    listed = kwargs.get("column_list")
    several = [str(column) for column in listed] if isinstance(listed, list) else []
    return [*named, *several, *rows]


def as_expectation_suite(suite: Suite) -> ExpectationSuite:
    """The suite as Great Expectations runs it; each expectation carries its check id in `meta`."""
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.row_conditions import AndCondition, Column

    import expectations.custom  # noqa: F401 - importing registers the classes that the suites name

    configurations: list[dict[str, object]] = []
    for check in suite.checks:
        kwargs = dict(check.kwargs)
        if check.rows:
            flags = [Column(name) == True for name in check.rows]  # noqa: E712 - builds conditions, compares nothing
            kwargs["row_condition"] = flags[0] if len(flags) == 1 else AndCondition(conditions=list(flags))
        configurations.append(
            {
                "type": check.type,
                "kwargs": kwargs,
                "severity": str(check.severity),
                "description": check.description,
                "meta": {"rule_id": check.rule_id, "owner": check.owner, "check_id": check.check_id},
            }
        )
    return ExpectationSuite(name=suite.name, expectations=configurations)
