"""Violations with the Chinese sentence a clerk reads: rule templates filled from the failing row.

A template names only what its stage can supply (`known_names`); a test holds every rule to that.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from string import Formatter
from typing import TYPE_CHECKING

import pandas as pd

from domain.violation import Effect, Outcome, Severity, Violation

if TYPE_CHECKING:
    from domain.catalog import Catalog
    from expectations.suites import Check

FILE_NAMES = frozenset({"file", "reason", "field", "n", "hidden", "merged", "unclaimed", "prev", "a", "b", "missing"})
OBSERVATION_NAMES = frozenset(
    {
        "cell", "raw", "printed", "value", "unit", "unit_base", "units", "indicator", "wording", "cands", "region",
        "period", "submitter", "reason", "lo", "hi", "max", "x100",
    }
)  # fmt: skip
PREREQUISITES = {"has_indicator": "指标未确定", "has_region": "地区未确定"}
"""What a failed prerequisite means, for a reader."""
NOTHING = "—"
MOST_NAMES = 14
"""A list longer than this is cut in a sentence (it stands whole in the evidence); 14 prefectures are never cut."""


def names_of(template: str) -> set[str]:
    """The placeholders of a message template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return NOTHING


def sentence(template: str, evidence: Mapping[str, object]) -> str:
    """The template with its placeholders filled; what is unknown shows as —."""
    return template.format_map(_Lenient({name: shown(value) for name, value in evidence.items()}))


def shown(value: object) -> str:
    """A value as a sentence prints it: no trailing zeros, at most six decimals, large numbers in full."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _shortened(str(value))
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    digits = 3 if abs(value) < 1 else 2
    return f"{value:.{digits + 3 if abs(value) < 0.001 else digits}f}".rstrip("0").rstrip(".")


def _shortened(text: str) -> str:
    names = text.split("、")
    return text if len(names) <= MOST_NAMES else f"{'、'.join(names[:MOST_NAMES])}等"


def file_records(checks: pd.DataFrame) -> Callable[[int], dict[str, object]]:
    """A function from row number to the row of the file frame as a dict, nulls as None."""
    listed = checks.astype(object).where(checks.notna(), None).to_dict("records")
    return lambda row: {str(name): value for name, value in listed[row].items()}


def file_violation(check: Check, record: Mapping[str, object], catalog: Catalog) -> Violation:
    """The violation of one file."""
    rule = catalog.rules[check.rule_id]
    evidence = {name: value for name, value in _file_evidence(check, record).items() if value is not None}
    return Violation(
        rule_id=rule.rule_id,
        rule_version=rule.version,
        severity=check.severity,
        effect=check.effect,
        period=_text(record["period"]),
        submitter_code=_text(record["submitter_code"]),
        message=_said_when_read(check, record) or sentence(rule.message_zh, evidence),
        submission_id=_text(record["submission_id"]) or None,
        evidence=evidence,
    )


def _said_when_read(check: Check, record: Mapping[str, object]) -> str | None:
    """Who sent a file, and for when, is judged while it is read, in a sentence for its sender that stands by itself."""
    is_said = record["error_code"] == "UNIDENTIFIED" and record["error_rule"] == check.rule_id
    return _text(record["error_message"]) if is_said else None


def _file_evidence(check: Check, record: Mapping[str, object]) -> dict[str, object]:
    file = "!".join(_text(record[name]) for name in ("source_file", "member") if record[name])
    later = "received_on" if check.case == "晚于收到" else "period"
    return {
        "file": file,
        "source_file": record["source_file"],
        "member": record["member"] or None,
        "case": check.case or None,
        "reason": record["period_conflict"] or record["error_message"] or record["error_code"],
        "field": record["missing_header_fields"],
        "missing": record["missing_sign_off"],
        "n": record["personal_data_count"] if check.rule_id == "PRV-02" else record["concealed_numbers"],
        "hidden": record["hidden_numbers"] or 0,
        "merged": record["merged_over_data"] or 0,
        "unclaimed": record["unclaimed_numbers"] or 0,
        "prev": record["layout_change"] if check.rule_id == "LAY-02" else record["duplicate_of"],
        "a": record["filled_on"],
        "b": record["previous_filled_on"] if check.rule_id == "DUP-06" else record[later],
    }


class ObservationMessages:
    """Makes violations of single numbers; each row's sentence is written from the row and the catalogue."""

    def __init__(self, rows: pd.DataFrame, checks: pd.DataFrame, catalog: Catalog) -> None:
        self._catalog = catalog
        self._columns = {
            name: rows[name].tolist()
            for name in (
                "observation_id", "submission_id", "submitter_code", "reported_in", "member", "address", "raw", "unit",
                "unit_code", "value", "multiplier", "indicator_code", "indicator_text", "indicator_candidates",
                "row_labels", "column_labels", "region_code", "region_text", "region_candidates", "period",
                "hold_reason",
            )
        }  # fmt: skip
        self._bounds = {name: checks[name].tolist() for name in ("plausible_low", "plausible_high", "physical_max")}

    def violation(self, check: Check, row: int) -> Violation:
        """The violation of one row under one expectation."""
        return self._made(check.rule_id, check.severity, check.effect, row)

    def held(self, rule_id: str, row: int) -> Violation:
        """The violation of a row that harmonising held. Raises KeyError when it names no rule: a fault of ours."""
        rule = self._catalog.rules[rule_id]
        return self._made(rule_id, rule.severity, rule.effect, row)

    def not_evaluated(self, check: Check, row: int) -> Violation:
        """What says that a rule could not be judged on a row, and for want of what; it neither passed nor failed."""
        missing = "、".join(PREREQUISITES.get(name, name) for name in check.requires)
        plain = self._made(check.rule_id, check.severity, check.effect, row)
        return replace(plain, outcome=Outcome.NOT_EVALUATED, message=f"{missing}，未能判断。", evidence={})

    def _made(self, rule_id: str, severity: Severity, effect: Effect, row: int) -> Violation:
        rule = self._catalog.rules[rule_id]
        evidence = self._evidence(rule_id, row)
        return Violation(
            rule_id=rule_id,
            rule_version=rule.version,
            severity=severity,
            effect=effect,
            period=_text(self._columns["reported_in"][row]),
            submitter_code=_text(self._columns["submitter_code"][row]),
            message=sentence(rule.message_zh, evidence),
            submission_id=_text(self._columns["submission_id"][row]) or None,
            observation_id=_text(self._columns["observation_id"][row]),
            evidence=evidence,
        )

    def _evidence(self, rule_id: str, row: int) -> dict[str, object]:
        cell = {name: _plain(column[row]) for name, column in self._columns.items()}
        indicator = self._catalog.indicators.get(_text(cell["indicator_code"]))
        value = cell["value"]
        evidence: dict[str, object] = {
            "cell": cell["address"],
            "raw": cell["raw"],
            "value": value,
            "unit": cell["unit"] or (indicator.unit_base if indicator else None),
            "unit_base": indicator.unit_base if indicator else cell["unit_code"],
            "units": "、".join(indicator.units) if indicator else None,
            "indicator": indicator.name_zh if indicator else cell["indicator_text"] or _labels(cell),
            "wording": cell["indicator_text"] or _labels(cell),
            "cands": self._candidates(cell, rule_id),
            "region": self._region(cell),
            "period": cell["period"],
            "submitter": self._region_name(_text(cell["submitter_code"])),
            "reason": cell["hold_reason"] or f"该数属于{cell['period']}。",
            "printed": _printed(value, cell["multiplier"]),
        }
        evidence |= self._bounds_of(rule_id, row)
        if rule_id == "VAL-10" and isinstance(value, float | int):
            evidence["x100"] = value * 100
        return {name: item for name, item in evidence.items() if item is not None}

    def _bounds_of(self, rule_id: str, row: int) -> dict[str, object]:
        if rule_id == "VAL-09":
            names = {"lo": "VAL-09.min", "hi": "VAL-09.max"}
            return {name: self._catalog.thresholds[key] for name, key in names.items()}
        if rule_id == "VAL-12":
            return {"lo": self._bounds["plausible_low"][row], "hi": self._bounds["plausible_high"][row]}
        return {"max": self._bounds["physical_max"][row]} if rule_id == "VAL-13" else {}

    def _candidates(self, cell: Mapping[str, object], rule_id: str) -> str:
        if rule_id == "VAL-02":
            codes = [code for code in _text(cell["region_candidates"]).split("|") if code]
            return "、".join(self._region_name(code) for code in codes) or "无"
        codes = [code for code in _text(cell["indicator_candidates"]).split("|") if code]
        known = self._catalog.indicators
        return "、".join(known[code].name_zh if code in known else code for code in codes) or "无"

    def _region(self, cell: Mapping[str, object]) -> object:
        return cell["region_text"] or self._region_name(_text(cell["region_code"]))

    def _region_name(self, code: str) -> str:
        region = self._catalog.regions.get(code)
        return region.name_zh if region else code


def view_violations(check: Check, view: pd.DataFrame, catalog: Catalog, period: str) -> list[Violation]:
    """The violations of one view, every row."""
    return [_view_violation(check, record, catalog, period) for record in view.to_dict("records")]


def _view_violation(check: Check, record: Mapping[object, object], catalog: Catalog, period: str) -> Violation:
    rule = catalog.rules[check.rule_id]
    cell = {str(name): _plain(value) for name, value in record.items()}
    evidence = {str(name): value for name, value in json.loads(_text(cell["evidence"]) or "{}").items()}
    region = catalog.regions.get(_text(cell["region_code"]))
    named = {"region": region.name_zh if region else None, **evidence}
    suggestion = cell["suggestion_value"]
    return Violation(
        rule_id=rule.rule_id,
        rule_version=rule.version,
        severity=check.severity,
        effect=check.effect,
        period=period,
        submitter_code=_text(cell["submitter_code"]),
        message=sentence(rule.message_zh, named),
        submission_id=_text(cell["submission_id"]) or None,
        observation_id=_text(cell["observation_id"]) or None,
        operands=tuple(part for part in _text(cell["operand_ids"]).split("|") if part),
        suggestion_value=float(suggestion) if isinstance(suggestion, int | float) else None,
        follows_from=_text(evidence.get("follows_from")) or None,
        evidence={name: value for name, value in named.items() if value is not None},
    )


def _labels(cell: Mapping[str, object]) -> str:
    return " › ".join(_text(cell[name]) for name in ("row_labels", "column_labels") if cell[name])


def _printed(value: object, multiplier: object) -> object:
    if not isinstance(value, float | int) or not isinstance(multiplier, float | int) or not multiplier:
        return value
    return value / multiplier


def _plain(value: object) -> object:
    """None for every kind of null, Python numbers for numpy's."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def _text(value: object) -> str:
    return "" if value is None else str(value)
