"""Statement → Observation: codes, month, value in base unit. What cannot be resolved is held with a reason.

A number is never given the best guess: an unknown or ambiguous name, a refused unit, a flow whose period type nobody
states, a table read with too little confidence all end as held observations that say what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from domain.catalog import Catalog, Indicator
from domain.coding import CellCoder, Coder, Coding, SubmissionContext
from domain.names import Ambiguous, Resolved, Unknown, resolve_unit
from domain.observation import (
    DEFAULT_SCOPE,
    NOT_DECLARED,
    NOT_STATED,
    Disposition,
    Observation,
    Resolution,
    UnitMatch,
    observation_key,
)
from domain.period import Month, PeriodType
from domain.quantity import Qualifier, Quantity, ValueState
from domain.record import altered
from domain.statement import Kind, Origin, Statement, TokenClass, content_id
from domain.tables.cell_number import BARE_NONE_NOTE

_BROKEN_CELL = ("错误值", "公式没有计算结果")
"""What the tables room notes of a cell that holds no value."""
_UNDATED = "没有写明是本月数还是累计数，不能确定口径。"
_UNDATED_PLAN = "是计划数或目标数，但没有写明是哪一年全年的，不能确定口径。"
RELATIVE_KINDS = frozenset({Kind.CHANGE, Kind.SHARE, Kind.RATE})
"""Figures about another figure; they are no level of an indicator unless the indicator is itself a rate."""


def harmonise(
    statements: Iterable[Statement], context: SubmissionContext, catalog: Catalog, code_prose: Coder
) -> list[Observation]:
    """Give every statement its observation, in order. Same length, same ids."""
    code_cell = CellCoder(context, catalog)
    return [
        _harmonise_one(s, context, catalog, code_prose if s.origin is Origin.PROSE else code_cell) for s in statements
    ]


def _harmonise_one(statement: Statement, context: SubmissionContext, catalog: Catalog, code: Coder) -> Observation:
    blank = _uncoded(statement, context)
    if not statement.is_statistic:
        return altered(blank, status=Disposition.NOT_A_STATISTIC, token_class=str(statement.token_class))
    coding = code(statement)
    indicator = catalog.indicators[coding.indicator.code] if isinstance(coding.indicator, Resolved) else None
    if statement.kind in RELATIVE_KINDS and (indicator is None or indicator.measure_type != "rate"):
        return altered(
            blank,
            status=Disposition.NOT_A_STATISTIC,
            token_class=str(TokenClass.OTHER),
            hold_reason="增减、占比或比率，不是指标的水平值。",
        )
    if indicator is not None:
        indicator = _filed_as(indicator, statement, coding, catalog)
        coding = replace(coding, indicator=Resolved(indicator.code, "canonical"))
    coded = _with_names(blank, coding)
    if indicator is None or not isinstance(coding.region, Resolved):
        return _hold_unresolved(_with_raw_value(coded, statement.quantity), coding)
    dated = _with_period(coded, statement, indicator, context)
    return _hold_by_form(_with_value(dated, statement, indicator, coding), statement, catalog)


def _filed_as(indicator: Indicator, statement: Statement, coding: Coding, catalog: Catalog) -> Indicator:
    """The indicator that facts are filed under, whatever the wording: 力争…达到13% is the target, not the rate."""
    code = catalog.canonical(indicator.code, coding.audience_code)
    target = f"{code.rpartition('.')[0]}.TARGET"
    if statement.kind is Kind.TARGET and target in catalog.indicators:
        return catalog.indicators[target]
    return catalog.indicators[code]


def _uncoded(statement: Statement, context: SubmissionContext) -> Observation:
    quantity = statement.quantity
    labels = " › ".join((*statement.row_labels, *statement.column_labels))
    return Observation(
        observation_id=statement.statement_id,
        submission_id=context.submission_id,
        submitter_code=context.submitter_code,
        reported_in=str(context.period),
        source_file=context.source_file,
        member=statement.source.member,
        address=statement.source.address,
        start=statement.source.start,
        end=statement.source.end,
        raw=statement.raw,
        origin=str(statement.origin),
        row_labels=" › ".join(statement.row_labels),
        column_labels=" › ".join(statement.column_labels),
        quote=statement.sentence or labels,
        kind=str(statement.kind),
        token_class=None,
        region_code=None,
        region_resolution=Resolution.UNKNOWN,
        region_text=statement.org,
        region_candidates="",
        indicator_code=None,
        indicator_resolution=Resolution.UNKNOWN,
        indicator_text=statement.what,
        indicator_candidates="",
        period=None,
        period_type=str(statement.period_type) if statement.period_type else None,
        as_of=None,
        scope=DEFAULT_SCOPE,
        audience_code=NOT_DECLARED,
        channel_code=NOT_DECLARED,
        venue_code=NOT_DECLARED,
        funding_code=NOT_DECLARED,
        event_id="",
        target_year=None,
        value=None,
        value_low=None,
        value_high=None,
        half_width=0.0,
        unit=statement.unit,
        unit_code=None,
        unit_match=UnitMatch.NOT_STATED,
        multiplier=None,
        qualifier=str(quantity.qualifier if quantity else Qualifier.EXACT),
        state=str(statement.state),
        maturity="planned" if statement.kind in (Kind.TARGET, Kind.FORECAST) else "actual",
        is_vague=quantity.is_vague if quantity else False,
        is_double_hedged=quantity.is_double_hedged if quantity else False,
        is_text_number=statement.origin is Origin.TABLE and _has_unit_in_cell(statement),
        confidence=statement.confidence,
        suspect=statement.suspect,
        note=statement.note,
        audiences="",
        programmes="",
        observation_key=None,
        status=Disposition.ACCEPTED,
    )


def _has_unit_in_cell(statement: Statement) -> bool:
    text = statement.raw.strip().rstrip("%％")
    return any(not (character.isascii() and (character.isdigit() or character in "+-.,eE ")) for character in text)


def _with_names(observation: Observation, coding: Coding) -> Observation:
    return altered(
        observation,
        region_code=coding.region.code if isinstance(coding.region, Resolved) else None,
        region_resolution=_resolution(coding.region),
        region_text=coding.region_text or observation.region_text,
        region_candidates="|".join(_candidates(coding.region)),
        indicator_code=coding.indicator.code if isinstance(coding.indicator, Resolved) else None,
        indicator_resolution=_resolution(coding.indicator),
        indicator_text=coding.indicator_text or observation.indicator_text,
        indicator_candidates="|".join(_candidates(coding.indicator)),
        scope=coding.scope,
        audiences="|".join(coding.audiences),
        programmes="|".join(coding.programmes),
    )


def _resolution(result: Resolved | Ambiguous | Unknown) -> Resolution:
    if isinstance(result, Resolved):
        return Resolution.RESOLVED
    return Resolution.AMBIGUOUS if isinstance(result, Ambiguous) else Resolution.UNKNOWN


def _candidates(result: Resolved | Ambiguous | Unknown) -> tuple[str, ...]:
    return () if isinstance(result, Resolved) else tuple(result.candidates)


def _with_raw_value(observation: Observation, quantity: Quantity | None) -> Observation:
    """Keep what the number says although nobody knows yet what it counts: value as written, no unit code."""
    if quantity is None:
        return observation
    return altered(
        observation,
        value=quantity.value,
        value_low=quantity.value_low,
        value_high=quantity.value_high,
        half_width=quantity.half_width,
        multiplier=quantity.multiplier,
    )


def _hold(observation: Observation, rule_id: str, reason: str) -> Observation:
    return altered(observation, status=Disposition.HELD, hold_rule=rule_id, hold_reason=reason)


def _hold_unresolved(observation: Observation, coding: Coding) -> Observation:
    if isinstance(coding.region, Ambiguous):
        places = "、".join(coding.region.candidates)
        return _hold(observation, "VAL-02", f"“{coding.region_text}”可能指{places}。")
    if isinstance(coding.region, Unknown):
        return _hold(observation, "VAL-01", f"“{coding.region_text}”不是有效填报单位。")
    candidates = "、".join(_candidates(coding.indicator)) or "无"
    return _hold(observation, "SYN-12", f"指标“{coding.indicator_text}”无法唯一对应，候选：{candidates}。")


def _with_period(
    observation: Observation, statement: Statement, indicator: Indicator, context: SubmissionContext
) -> Observation:
    """Fill period and period type; an unclear one stays None and is held by the caller."""
    period_type = _period_type(statement, indicator, context)
    stated = statement.period.last_month if statement.period else None
    is_whole_year = statement.period is not None and len(statement.period.text) == 4
    month = context.period if stated is None or (is_whole_year and stated.year == context.period.year) else stated
    target_year = None
    if period_type is PeriodType.TARGET:
        target_year = stated.year if stated else context.period.year
        month = Month(target_year, 12)
        if statement.origin is Origin.PROSE and not _names_a_year(statement):
            period_type = None
    text = statement.period.text if statement.period else ""
    return altered(
        observation,
        period=str(month),
        period_type=str(period_type) if period_type else None,
        as_of=text if len(text) == 10 else None,
        target_year=target_year,
        event_id=content_id("event", statement.raw)[:12] if period_type is PeriodType.EVENT else "",
    )


def _names_a_year(statement: Statement) -> bool:
    """Whether a plan is one for whole years: what is planned for next month or a quarter is no target of the year."""
    return statement.period is not None and re.fullmatch(r"\d{4}(-\d{4}|-12-31)?", statement.period.text) is not None


def _period_type(statement: Statement, indicator: Indicator, context: SubmissionContext) -> PeriodType | None:
    """What the figure's time means: as stated; stocks are stocks; a month's own span is that month."""
    if statement.kind is Kind.TARGET or indicator.code.endswith(".TARGET"):
        return PeriodType.TARGET
    if indicator.measure_type == "stock" and statement.period_type in (None, PeriodType.YTD, PeriodType.MONTH):
        return PeriodType.STOCK
    if statement.period_type is not None:
        return statement.period_type
    if statement.period is None or statement.origin is Origin.PROSE:
        return None
    if statement.period.is_month:
        return PeriodType.MONTH
    begins_in_january = statement.period.text.startswith((f"{context.period.year}-01..", str(context.period.year)))
    return PeriodType.YTD if begins_in_january else None


def _with_value(observation: Observation, statement: Statement, indicator: Indicator, coding: Coding) -> Observation:
    coded = _with_dimensions(observation, indicator, coding if statement.origin is Origin.TABLE else None)
    quantity = statement.quantity
    if coded.period_type is None:
        return _hold(
            _with_raw_value(coded, quantity), "PER-01", _UNDATED_PLAN if statement.kind is Kind.TARGET else _UNDATED
        )
    keyed = altered(coded, observation_key=_key(coded), unit_code=indicator.unit_base)
    if quantity is None:
        return _without_value(keyed)
    return _converted(keyed, quantity, statement.unit, indicator)


def _with_dimensions(observation: Observation, indicator: Indicator, coding: Coding | None) -> Observation:
    """Enter into the key what the number's own label states; None for prose: paraphrasing must not change a key."""

    def code(name: str) -> str:
        if name not in indicator.dimensions:
            return NOT_DECLARED
        stated: str | None = getattr(coding, f"{name}_code", None)
        return stated or NOT_STATED

    return altered(
        observation,
        audience_code=code("audience"),
        channel_code=code("channel"),
        venue_code=code("venue"),
        funding_code=code("funding"),
    )


def _key(observation: Observation) -> str:
    return observation_key(
        region_code=observation.region_code or "",
        period=observation.period or "",
        period_type=observation.period_type or "",
        indicator_code=observation.indicator_code or "",
        scope=observation.scope,
        audience_code=observation.audience_code,
        channel_code=observation.channel_code,
        venue_code=observation.venue_code,
        funding_code=observation.funding_code,
        event_id=observation.event_id,
        target_year=observation.target_year,
    )


def _without_value(observation: Observation) -> Observation:
    """An absence keeps its key: `-` is an answer, a blank is none, a bare 无 a question, a broken cell an error."""
    note = observation.note or ""
    if any(mark in note for mark in _BROKEN_CELL):
        return _hold(observation, "SYN-10", f"{note}，请粘贴为数值后重报。")
    if observation.state != ValueState.REPORTED:
        return observation
    if BARE_NONE_NOTE in note:
        return _hold(observation, "SYN-08", "“无”可能是零，也可能是没有该项工作；请填0或“-”。")
    return _hold(observation, "SYN-04", f"“{observation.raw}”不是有效数字。")


def _converted(observation: Observation, quantity: Quantity, unit: str | None, indicator: Indicator) -> Observation:
    allowed = resolve_unit(unit, indicator) if unit is not None else None
    if unit is not None and allowed is None:
        refused = altered(_with_raw_value(observation, quantity), unit_match=UnitMatch.REFUSED, unit_code=None)
        units = "、".join(list(indicator.units)[:6])
        return _hold(refused, "VAL-07", f"“{indicator.name_zh}”不接受单位“{unit}”，应使用{units}。")
    if unit is None and indicator.measure_type == "money":
        open_unit = altered(_with_raw_value(observation, quantity), unit_code=None)
        return _hold(open_unit, "VAL-07", "金额没有注明单位（元或万元）。")
    factor = allowed.multiplier if allowed else 1.0
    match = UnitMatch.NOT_STATED if allowed is None else UnitMatch.RELATED if allowed.is_related else UnitMatch.EXACT
    return altered(
        observation,
        value=_scaled(quantity.value, factor),
        value_low=_scaled(quantity.value_low, factor),
        value_high=_scaled(quantity.value_high, factor),
        half_width=quantity.half_width * factor,
        multiplier=quantity.multiplier * factor,
        unit_match=match,
        state=str(ValueState.ZERO if quantity.value == 0 else ValueState.REPORTED),
    )


def _scaled(value: float | None, factor: float) -> float | None:
    """Multiply without leaving binary dust: 1.55 × 10000 is 15500."""
    return None if value is None else round(value * factor, 9)


def _hold_by_form(observation: Observation, statement: Statement, catalog: Catalog) -> Observation:
    """Hold what no number can be taken from, or a table that was not surely understood."""
    if observation.status == Disposition.HELD or observation.value is None:
        return observation
    if observation.is_vague:
        return _hold(observation, "SYN-07", f"“{statement.raw}”无法量化，未装载。")
    if statement.origin is Origin.TABLE and statement.confidence < catalog.threshold("LAYOUT", "confidence"):
        return _hold(observation, "LAY-01", "这张表的布局没有把握读懂，数值待核；kepu read 可看是怎样读的。")
    return observation
