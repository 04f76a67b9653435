"""Build one month as the warehouse receives it, with only what a test is about written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from domain.catalog import Catalog
from domain.observation import NOT_DECLARED, NOT_STATED, Disposition, Observation, observation_key
from domain.statement import content_id, statement_id
from domain.submission import submission_id
from reference.loader import load_catalog
from warehouse.connection import open_working, working_path
from warehouse.frames import Frame
from warehouse.load import FACT_COLUMNS, MonthLoad
from warehouse.reference_tables import load_reference

CATALOG: Catalog = load_catalog()

TACHENG = "654200"
ALTAY = "654300"
BAYINGOLIN = "652800"
WUSU = "654202"  # a county-level city of 塔城
RECORDED = datetime(2022, 12, 6, 2, 0, tzinfo=UTC)
DIMENSION_COLUMNS = {"audience": "audience_code", "channel": "channel_code", "venue": "venue_code"}


@cache
def _empty_warehouse() -> bytes:
    """The bytes of a warehouse that holds reference data only."""
    with TemporaryDirectory() as folder:
        with open_working(Path(folder)) as connection:
            load_reference(connection, CATALOG)
        return working_path(Path(folder)).read_bytes()


@contextmanager
def open_warehouse(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse with reference data and no month yet."""
    working_path(folder).write_bytes(_empty_warehouse())
    with open_working(folder) as connection:
        yield connection


def file_id(name: str, submitter: str = TACHENG, reported_in: str = "2022-11") -> str:
    return submission_id(submitter, reported_in, content_id(name))


def figure(indicator: str = "ACT.TRAIN.SESSIONS", value: float | None = 1181, **given: Any) -> dict[str, Any]:
    """One number found, as a row of ops_observation; `file` names the document it stands in, `cell` its place."""
    region = given.pop("region", TACHENG)
    submitter = given.pop("submitter", region)
    reported_in = given.pop("reported_in", "2022-11")
    file, cell = given.pop("file", "月报.xlsx"), given.pop("cell", f"汇总!{region}·{indicator}")
    key = _key_parts(indicator, region, {"period": reported_in, **given})
    submission = file_id(file, submitter, reported_in)
    seen = Observation(
        observation_id=statement_id(submission, "", f"{cell}·{observation_key(**key)}"),
        submission_id=submission,
        submitter_code=submitter,
        reported_in=reported_in,
        source_file=f"{reported_in}/{submitter}/{file}",
        member="",
        address=cell,
        start=None,
        end=None,
        raw=str(value),
        origin="table",
        row_labels="科技培训",
        column_labels="本年累计",
        quote=f"举办各类培训班{value}场次",
        kind="level",
        token_class=None,
        region_resolution="resolved",
        region_text=None,
        region_candidates="",
        indicator_resolution="resolved",
        indicator_text=None,
        indicator_candidates="",
        as_of=None,
        value=value,
        value_low=value,
        value_high=value,
        half_width=0.0,
        unit="场",
        unit_code=CATALOG.indicators[indicator].unit_base,
        unit_match="exact",
        multiplier=1.0,
        qualifier=given.get("qualifier", "exact"),
        state="zero" if value == 0 else "not_applicable" if value is None else "reported",
        maturity="actual",
        is_vague=False,
        is_double_hedged=False,
        is_text_number=False,
        confidence=1.0,
        suspect=None,
        note=None,
        audiences=given.get("audiences", ""),
        programmes=given.get("programmes", ""),
        observation_key=observation_key(**key),
        status=given.get("status", "accepted"),
        **key,
    )
    return {
        **{name: getattr(seen, name) for name in Observation.__dataclass_fields__},
        "load_id": given.get("load_id", 1),
        "document_form": given.get("form", "form"),
        "is_corrected": given.get("is_corrected", False),
        "value_reported": given.get("value_reported"),
        "superseded_by_load": given.get("superseded_by_load"),
        "issue_id": given.get("issue_id"),
    }


def _key_parts(indicator: str, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    declared = CATALOG.indicators[indicator].dimensions
    dimensions = {
        column: given.get(column, NOT_STATED if name in declared else NOT_DECLARED)
        for name, column in {**DIMENSION_COLUMNS, "funding": "funding_code"}.items()
    }
    return {
        "region_code": region,
        "period": given["period"],
        "period_type": given.get("period_type", "ytd"),
        "indicator_code": indicator,
        "scope": given.get("scope", "default"),
        "event_id": "",
        "target_year": given.get("target_year"),
        **dimensions,
    }


def month(
    figures: Sequence[Mapping[str, Any]], *, period: str = "2022-11", load_id: int = 1, **given: Any
) -> MonthLoad:
    """The load of one reporting month: every accepted or provisional live figure is wanted as a fact."""
    load = MonthLoad(
        period=period,
        load_id=load_id,
        recorded_at=given.pop("recorded_at", RECORDED),
        facts=facts_of(figures),
        observations=table(figures, ("observation_id",)),
        submissions=table(submissions_of(figures), ("submission_id",)),
        files=table(files_of(figures), ("submission_id",)),
        reporters=table(reporters_of(figures, period), ("submitter_code",)),
    )
    return replace(load, **given)


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pa.Table:
    return pa.Table.from_pylist([dict(row) for row in rows]) if rows else pa.table({name: [] for name in columns})


def rows_of(frame: Frame | None) -> list[dict[str, Any]]:
    """Return the rows of an Arrow frame, to change some and build it again."""
    assert isinstance(frame, pa.Table)
    rows: list[dict[str, Any]] = frame.to_pylist()
    return rows


def facts_of(figures: Sequence[Mapping[str, Any]]) -> pa.Table:
    wanted = [
        {column: seen.get(column) for column in FACT_COLUMNS}
        for seen in figures
        if seen["status"] in (Disposition.ACCEPTED, Disposition.PROVISIONAL) and seen["superseded_by_load"] is None
    ]
    return table(wanted, FACT_COLUMNS)


def submissions_of(figures: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    by_id = {
        seen["submission_id"]: {
            "submission_id": seen["submission_id"],
            "submitter_code": seen["submitter_code"],
            "period": seen["reported_in"],
            "content_sha256": content_id(seen["source_file"]),
            "source_file": seen["source_file"],
            "received_at": datetime(2022, 12, 2, 4, 46, tzinfo=UTC),
            "load_id": seen["load_id"],
            "is_synthetic": True,
            "document_form": seen["document_form"],
            "state": "accepted",
        }
        for seen in figures
    }
    return list(by_id.values())


def files_of(figures: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    ids = [seen["submission_id"] for seen in figures]
    return [
        {
            "submission_id": sent["submission_id"],
            "period": sent["period"],
            "submitter_code": sent["submitter_code"],
            "source_file": sent["source_file"],
            "member": "",
            "state": "read",
            "found": ids.count(sent["submission_id"]),
        }
        for sent in submissions_of(figures)
    ]


def reporters_of(figures: Sequence[Mapping[str, Any]], period: str) -> list[dict[str, Any]]:
    reported = {seen["submitter_code"] for seen in figures}
    return [
        {
            "submitter_code": region.code,
            "period": period,
            "state": "accepted" if region.code in reported else "not_reported",
            "received_at": datetime(2022, 12, 2, 4, 46, tzinfo=UTC) if region.code in reported else None,
            "due_on": date(2022, 12, 5),
            "files": int(region.code in reported),
            "found": sum(seen["submitter_code"] == region.code for seen in figures),
        }
        for region in CATALOG.prefectures
    ]
