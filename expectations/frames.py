"""The frames that suites judge: their columns, and what the catalogue adds to each row.

A suite compares columns; what a row is compared with (its plausible bounds, whether it must be whole, whose region it
is) is joined here and decided nowhere else.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.observation import OBSERVATION_COLUMNS
from domain.plausibility import accumulates, accumulation_factor, accustomed_bound, population_factors

if TYPE_CHECKING:
    from domain.catalog import Catalog

FILE_COLUMNS: tuple[str, ...] = (
    "submission_id",
    "submitter_code",
    "period",  # YYYY-MM
    "source_file",
    "member",
    "document_form",
    "error_code",  # of the SubmissionError that stopped the reading, null when it was read
    "error_rule",
    "error_message",
    "has_header_block",
    "missing_header_fields",  # joined with 、, null when none
    "missing_sign_off",  # joined with 、, null when none
    "hidden_numbers",
    "merged_over_data",
    "unclaimed_numbers",  # found by the independent count, claimed by no statement
    "layout_confidence",
    "layout_change",  # the file of last month's report with another layout of the same form, null when none
    "duplicate_of",  # the earlier file with the same bytes for another month or submitter
    "period_conflict",  # a Chinese sentence, null when name, header and rows agree
    "filled_on",  # YYYY-MM-DD
    "previous_filled_on",  # of the version accepted before
    "received_on",  # YYYY-MM-DD in local time
    "personal_data_count",
)
"""Grain: one row per file or member."""

VIEW_COLUMNS: tuple[str, ...] = (
    "observation_id",
    "submission_id",
    "submitter_code",
    "region_code",
    "operand_ids",
    "suggestion_value",
    "evidence",
)
"""Of every violation view. Grain: one row per violation."""

SERIES_COLUMNS: tuple[str, ...] = (
    "region_code",
    "period_type",
    "indicator_code",
    "scope",
    "audience_code",
    "channel_code",
    "venue_code",
    "funding_code",
    "event_id",
)
"""What a figure is about, without the month: one place's figures of one kind, month after month."""
ACCEPTED_COLUMNS: tuple[str, ...] = (*SERIES_COLUMNS, "period", "value")
"""Grain: one row per accepted figure of an earlier month that lies above its indicator's plausible bound."""

FILE_CHECK_COLUMNS = ("concealed_numbers", "filled_day", "previous_filled_day", "received_day", "period_end_day")
"""What `file_checks` adds."""

COUNTERS = frozenset({"个", "件", "项"})
"""Measure words that say nothing about what is counted; 人 and 人次 differ in meaning, 个 for 人 only in style."""
LEVEL_KINDS = frozenset({"level", "part", "cumulative"})
RATE_UNITS = frozenset({"%", "‰", "百分点"})


def file_frame(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """The file frame from rows that may leave out what they do not know. Raises ValueError for an unknown one."""
    listed = [dict(row) for row in rows]
    unknown = {name for row in listed for name in row} - set(FILE_COLUMNS)
    if unknown:
        raise ValueError(f"no such column of the file frame: {', '.join(sorted(unknown))}")
    return pd.DataFrame(listed, columns=list(FILE_COLUMNS), dtype=object)


def require_columns(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """Raise ValueError when the frame lacks a column of its contract."""
    if missing := [name for name in columns if name not in frame.columns]:
        raise ValueError(f"the {what} frame lacks {', '.join(missing)}")


def file_checks(frame: pd.DataFrame) -> pd.DataFrame:
    """The file frame in the types that expectations compare: days as ordinals, counts as numbers."""
    numbers = {name: _numbers(frame[name]) for name in ("hidden_numbers", "merged_over_data", "unclaimed_numbers")}
    checks = {
        **{name: frame[name] for name in FILE_COLUMNS},
        **numbers,
        "has_header_block": frame["has_header_block"].isin([True]),
        "concealed_numbers": sum(column.fillna(0.0) for column in numbers.values()),
        "filled_day": _days(frame["filled_on"]),
        "previous_filled_day": _days(frame["previous_filled_on"]),
        "received_day": _days(frame["received_on"]),
        "period_end_day": _per_value(frame["period"], _last_day),
        "personal_data_count": _numbers(frame["personal_data_count"]),
    }
    return pd.DataFrame(checks).reset_index(drop=True)


def observation_checks(frame: pd.DataFrame, catalog: Catalog, accepted: pd.DataFrame | None = None) -> pd.DataFrame:
    """What the observation suite compares. Grain and order: those of `frame`; the index is the row number.

    Flags (`is_…`, `has_…`) are scopes. Where the indicator is unknown, a flag that depends on it is true: such a row
    would be in scope and counts as not evaluated. `accepted` (ACCEPTED_COLUMNS) is what was accepted before above a
    plausible bound.
    """
    rows = frame.reset_index(drop=True)
    known = rows["indicator_code"].map(dict.fromkeys(catalog.indicators, True)).isin([True])
    return pd.DataFrame(
        {
            **_as_written(rows),
            **_scopes(rows, known),
            **_of_indicator(rows, known, catalog),
            **_of_place_and_time(rows, catalog),
            **_bounds(rows, known, catalog, accepted),
        }
    )


def _as_written(rows: pd.DataFrame) -> dict[str, pd.Series]:
    names = (
        "status",
        "hold_rule",
        "state",
        "kind",
        "token_class",
        "period_type",
        "qualifier",
        "unit_match",
        "region_resolution",
        "indicator_resolution",
        "indicator_text",
    )
    numbers = {name: _numbers(rows[name]) for name in ("value", "value_low", "value_high", "confidence")}
    flags = {name: rows[name].isin([True]) for name in ("is_vague", "is_double_hedged", "is_text_number")}
    return {**{name: _category(rows[name]) for name in names}, **numbers, **flags}


def _scopes(rows: pd.DataFrame, known: pd.Series) -> dict[str, pd.Series]:
    is_statistic = rows["token_class"].isna() & rows["status"].ne("not_a_statistic")
    is_rate = rows["unit_code"].isin(RATE_UNITS) | rows["unit"].isin(RATE_UNITS)
    return {
        "is_statistic": is_statistic,
        "is_figure": is_statistic & rows["status"].ne("repeat"),
        "is_table": rows["origin"].eq("table"),
        "is_prose": rows["origin"].eq("prose"),
        "is_level": rows["kind"].isna() | rows["kind"].isin(LEVEL_KINDS),
        "is_target": rows["period_type"].eq("target"),
        "is_not_target": rows["period_type"].ne("target"),
        "has_value": rows["value"].notna(),
        "has_indicator": known,
        "has_region": rows["region_code"].notna(),
        "is_rate": is_rate & rows["kind"].ne("change"),
        "is_unmarked_rate": rows["unit_code"].eq("%")
        & rows["kind"].ne("change")
        & ~rows["raw"].astype(str).str.contains("%", regex=False),
        "is_counted": rows["unit"].notna() & ~is_rate,
        "has_counter_word": rows["unit"].isin(COUNTERS),
        "has_concept_unit": ~rows["unit"].isin(COUNTERS),
    }


def _of_indicator(rows: pd.DataFrame, known: pd.Series, catalog: Catalog) -> dict[str, pd.Series]:
    codes = rows["indicator_code"]
    whole = {code: indicator.is_integer for code, indicator in catalog.indicators.items()}
    money = {code: indicator.unit_base == "元" for code, indicator in catalog.indicators.items()}
    return {
        "is_whole_required": (codes.map(whole).isin([True]) & ~rows["unit_code"].isin(RATE_UNITS)) | ~known,
        "is_money_stated": codes.map(money).isin([True]) & codes.ne("FUN.PERCAP") & _numbers(rows["value"]).gt(0),
    }


def _of_place_and_time(rows: pd.DataFrame, catalog: Catalog) -> dict[str, pd.Series]:
    pairs = rows[["submitter_code", "region_code"]].drop_duplicates()  # a look-up of distinct pairs; no row is lost
    own = {
        (submitter, region): _is_own(str(submitter), region, catalog)
        for submitter, region in zip(pairs["submitter_code"], pairs["region_code"], strict=True)
        if isinstance(region, str)
    }
    keys = zip(rows["submitter_code"], rows["region_code"], strict=True)
    return {
        "is_own_region": pd.Series([own.get(key, False) for key in keys], index=rows.index, dtype=bool),
        "period_index": _per_value(rows["period"], _month_index),
        "reported_index": _per_value(rows["reported_in"], _month_index),
    }


def _is_own(submitter: str, region: str, catalog: Catalog) -> bool:
    code: str | None = region
    while code is not None:
        if code == submitter:
            return True
        code = catalog.regions[code].parent_code if code in catalog.regions else None
    return False


def _bounds(
    rows: pd.DataFrame, known: pd.Series, catalog: Catalog, accepted: pd.DataFrame | None
) -> dict[str, pd.Series]:
    indicators = catalog.indicators
    codes = rows["indicator_code"]
    low = codes.map({code: item.plausible_min for code, item in indicators.items()}).astype(float)
    high = codes.map({code: item.plausible_max for code, item in indicators.items()}).astype(float)
    factor = rows["region_code"].map(population_factors(catalog)).astype(float).fillna(1.0)
    return {
        "plausible_low": low,
        "plausible_high": _accustomed(rows, high * factor * _accumulation(rows, catalog), catalog, accepted),
        "physical_max": _physical_max(rows, catalog),
        "has_physical_max": codes.isin(["VEN.STM.OPENDAYS", "MED.TV.HOURS", "MED.RADIO.HOURS", "ORG.COUNTYKX.NUM"])
        | ~known,
    }


def _accustomed(rows: pd.DataFrame, high: pd.Series, catalog: Catalog, accepted: pd.DataFrame | None) -> pd.Series:
    """The bounds, wider for series whose accepted figures have stood above theirs; only figures above one are asked."""
    above = rows.index[_numbers(rows["value"]).gt(high)]
    if accepted is None or accepted.empty or not len(above):
        return high
    asked = rows.loc[above]
    growth = _accumulation(asked, catalog)
    levels: defaultdict[tuple[object, ...], list[float]] = defaultdict(list)
    for key, value, factor in zip(_series(accepted), accepted["value"], _accumulation(accepted, catalog), strict=True):
        levels[key].append(value / factor)
    wider = high.copy()
    for row, key in zip(above, _series(asked), strict=True):
        earlier = [level * growth[row] for level in levels.get(key, ())]
        wider[row] = accustomed_bound(high[row], earlier, catalog)
    return wider


def _series(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    columns = frame[list(SERIES_COLUMNS)].astype(object)
    return list(columns.where(columns.notna(), "").itertuples(index=False, name=None))


def _accumulation(rows: pd.DataFrame, catalog: Catalog) -> pd.Series:
    """1 for a month or a stock; for a year-to-date flow more with each month (rule VAL-12)."""
    flows = {code for code, item in catalog.indicators.items() if accumulates(item)}
    growth = catalog.threshold("VAL-12", "ytd_growth")
    factors = _per_value(rows["period"], lambda text: accumulation_factor(_month_number(text) or 1.0, growth))
    is_accumulated = rows["period_type"].isin(["ytd", "season", "event"]) & rows["indicator_code"].isin(flows)
    return factors.where(is_accumulated, 1.0)


def _physical_max(rows: pd.DataFrame, catalog: Catalog) -> pd.Series:
    codes, is_ytd = rows["indicator_code"], rows["period_type"].eq("ytd")
    days = _per_value(rows["period"], _days_in_month)
    elapsed = _per_value(rows["period"], _days_elapsed)
    counties = rows["region_code"].map({code: len(catalog.counties_of(code)) or None for code in catalog.regions})
    span = days.where(~is_ytd, elapsed)
    hours = span * 24 * catalog.threshold("VAL-13", "stations")
    maximum = pd.Series(np.nan, index=rows.index)
    maximum = maximum.mask(codes.eq("VEN.STM.OPENDAYS"), span)
    maximum = maximum.mask(codes.isin(["MED.TV.HOURS", "MED.RADIO.HOURS"]), hours)
    return maximum.mask(codes.eq("ORG.COUNTYKX.NUM"), counties.astype(float))


def _category(column: pd.Series) -> pd.Series:
    """Few distinct texts in many rows: as categories they filter and hash three times as fast as strings."""
    return column.astype(object).where(column.notna(), None).astype("category")


def _numbers(column: pd.Series) -> pd.Series:
    return column.astype("Float64").astype(float)


def _per_value(column: pd.Series, convert: Callable[[object], float | None]) -> pd.Series:
    """The converted column; a frame of 50,000 rows has a dozen months, and each is converted once."""
    return column.map({value: convert(value) for value in column.dropna().unique()}).astype(float)


def _days(column: pd.Series) -> pd.Series:
    """Days since 1970 of YYYY-MM-DD; anything else is null (the header check has said so already)."""
    return _per_value(column, _day)


def _day(text: object) -> float | None:
    try:
        return float(np.datetime64(str(text)[:10], "D").astype(int)) if isinstance(text, str) else None
    except ValueError:
        return None


def _year_month(text: object) -> tuple[int, int] | None:
    if not isinstance(text, str) or len(text) < 7 or not (text[:4] + text[5:7]).isdigit():
        return None
    year, month = int(text[:4]), int(text[5:7])
    return (year, month) if 1 <= month <= 12 else None


def _month_index(text: object) -> float | None:
    parts = _year_month(text)
    return None if parts is None else float(parts[0] * 12 + parts[1])


def _month_number(text: object) -> float | None:
    parts = _year_month(text)
    return None if parts is None else float(parts[1])


def _days_in_month(text: object) -> float | None:
    parts = _year_month(text)
    return None if parts is None else float(monthrange(*parts)[1])


def _days_elapsed(text: object) -> float | None:
    parts = _year_month(text)
    return None if parts is None else float(sum(monthrange(parts[0], month)[1] for month in range(1, parts[1] + 1)))


def _last_day(text: object) -> float | None:
    parts = _year_month(text)
    return None if parts is None else _day(f"{parts[0]:04d}-{parts[1]:02d}-{monthrange(*parts)[1]:02d}")


def require_observation_columns(frame: pd.DataFrame) -> None:
    """Raise ValueError when a frame of observations lacks a column of the contract."""
    require_columns(frame, OBSERVATION_COLUMNS, "observation")
