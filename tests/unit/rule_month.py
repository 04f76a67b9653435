"""Put a few figures of one month before the rules: single numbers, files, or a staged month with its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from domain.catalog import Catalog
from domain.observation import NOT_DECLARED, NOT_STATED, OBSERVATION_COLUMNS
from expectations import ValidationResult, validate_observations, validate_region_month
from reference.loader import load_catalog
from tests.builders import an_observation
from warehouse.connection import open_memory
from warehouse.reference_tables import load_reference
from warehouse.stage import COMPARED, EFFECTIVE_COLUMNS, REPORTER_COLUMNS, stage_month, violation_frames
from warehouse.statements import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CATALOG: Catalog = load_catalog()
TACHENG, ALTAY, ILI, CHANGJI = "654200", "654300", "654000", "652300"
Row = dict[str, Any]


def number(indicator: str | None = "ACT.TRAIN.SESSIONS", value: float | None = 1181.0, **given: Any) -> Row:
    """One number of 塔城 for November 2022, year to date unless said otherwise; `id` names it in a test."""
    known = CATALOG.indicators.get(indicator or "")
    region = given.setdefault("region_code", TACHENG)
    given.setdefault("submitter_code", region)
    given.setdefault("reported_in", "2022-11")
    given.setdefault("period", given["reported_in"])
    if known is not None:
        given.setdefault("unit_code", known.unit_base)
        given.setdefault("unit", known.unit_base)
        for name in ("audience", "channel", "venue", "funding"):
            given.setdefault(f"{name}_code", NOT_STATED if name in known.dimensions else NOT_DECLARED)
    extra = {name: given.pop(name, default) for name, default in (("form", "form"), ("load_id", 1))}
    names = (indicator, region, given["period"], given.get("period_type", "ytd"), given.get("scope", ""), extra["form"])
    made = an_observation(
        observation_id=given.pop("id", "·".join(str(part) for part in names)),
        submission_id=given.pop("submission_id", f"{given['submitter_code']}·{extra['form']}"),
        indicator_code=indicator,
        value=None if value is None else float(value),
        raw=given.pop("raw", str(value)),
        **given,
    )
    row = asdict(made)
    return {
        **row,
        "document_form": extra["form"],
        "load_id": extra["load_id"],
        "is_corrected": False,
        "is_amended": False,
    }


def month(indicator: str, value: float, **given: Any) -> Row:
    """A figure of the month alone."""
    return number(indicator, value, period_type="month", **given)


def observation_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    listed = [{name: row[name] for name in OBSERVATION_COLUMNS} for row in rows]
    return pd.DataFrame(listed, columns=list(OBSERVATION_COLUMNS), dtype=object)


def judged(rows: Sequence[Mapping[str, Any]]) -> ValidationResult:
    """The observation stage over these numbers."""
    return validate_observations(observation_frame(rows), CATALOG)


@contextmanager
def warehouse() -> Iterator[DuckDBPyConnection]:
    """A warehouse in memory with the reference data."""
    with open_memory() as connection:
        load_reference(connection, CATALOG)
        yield connection


def reporter(code: str, **given: Any) -> Row:
    row = {
        "submitter_code": code,
        "period": "2022-11",
        "state": "received",
        "received_at": datetime(2022, 12, 2, 4, 0),  # noqa: DTZ001 - the warehouse keeps UTC without a zone
        "due_on": date(2022, 12, 7),
        "files": 1,
        "found": 10,
    }
    return {**row, **given}


ALL_REPORTERS = tuple(reporter(region.code) for region in CATALOG.prefectures)


def views(
    connection: DuckDBPyConnection,
    rows: Sequence[Mapping[str, Any]],
    *,
    history: Sequence[Mapping[str, Any]] = (),
    reporters: Sequence[Mapping[str, Any]] = ALL_REPORTERS,
    rules: Sequence[str] = (),
    period: str = "2022-11",
) -> dict[str, pd.DataFrame]:
    """The violation views over these numbers, with these facts of earlier months behind them."""
    effective = pd.DataFrame([{name: row[name] for name in EFFECTIVE_COLUMNS} for row in rows], dtype=object)
    if not rows:
        effective = pd.DataFrame(columns=list(EFFECTIVE_COLUMNS), dtype=object)
    stage_month(connection, period, effective, pd.DataFrame(list(reporters), columns=list(REPORTER_COLUMNS)))
    if history:
        columns = [column[0] for column in connection.execute("describe history_fact").fetchall()]
        known = pd.DataFrame([{name: row[name] for name in columns} for row in history], columns=columns)
        connection.register("known_facts", known)
        names = ", ".join(f'"{name}"' for name in columns)
        connection.execute(f"insert into history_fact ({names}) select {names} from known_facts")
        connection.unregister("known_facts")
        for name in COMPARED:
            connection.execute(statement("stage", f"create_{name}"))
    return violation_frames(connection, rules)


def judged_month(connection: DuckDBPyConnection, rows: Sequence[Mapping[str, Any]], **given: Any) -> ValidationResult:
    """The region-month stage over these numbers."""
    period = given.get("period", "2022-11")
    return validate_region_month(views(connection, rows, **given), CATALOG, period=period)


def history_of(indicator: str, values: Mapping[str, float], **given: Any) -> list[Row]:
    """Facts of earlier months, by month."""
    return [
        number(indicator, value, reported_in=period, period=period, id=f"{indicator}@{period}", **given)
        for period, value in values.items()
    ]


def fired(connection: DuckDBPyConnection, rule_id: str, rows: Sequence[Row], **given: Any) -> list[str | None]:
    """The numbers a rule names, None for a failure that names none."""
    result = judged_month(connection, rows, rules=[rule_id], **given)
    return [violation.observation_id for violation in result.violations]
