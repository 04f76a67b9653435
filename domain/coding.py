"""From the words around a number to codes: what is counted, where, and the attributes that never enter the key.

Tables are coded from their labels (`CellCoder`), prose from what the narrative room says of the sentence
(`prose_coder`). Both answer with a `Coding`; neither ever takes the best score in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from domain.catalog import Catalog
from domain.names import (
    UNKNOWN_NAME,
    Ambiguous,
    RegionRow,
    Resolved,
    Unknown,
    resolve_dimension,
    resolve_indicator,
    resolve_region_labels,
)
from domain.narrative import Lexicon, code_statement, region_of
from domain.observation import DEFAULT_SCOPE
from domain.period import Month
from domain.statement import Statement


@dataclass(frozen=True, slots=True)
class SubmissionContext:
    """What is known of the submission a statement stands in.

    `region_code` is the place that numbers without a place of their own are about: the submitter, or the county whose
    form a member of the submission is.
    """

    submission_id: str
    submitter_code: str
    period: Month
    source_file: str
    region_code: str


@dataclass(frozen=True, slots=True)
class Coding:
    """What a wording means: the indicator, the place, and attributes that never enter the key."""

    indicator: Resolved | Ambiguous | Unknown
    indicator_text: str | None
    region: Resolved | Ambiguous | Unknown
    region_text: str | None
    scope: str = DEFAULT_SCOPE
    audience_code: str | None = None  # only where the number's own label states it
    channel_code: str | None = None
    venue_code: str | None = None
    funding_code: str | None = None
    audiences: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()


Coder = Callable[[Statement], Coding]
"""Codes a statement; the one for prose is built by the narrative room around its lexicon."""


_PLACE_ENDINGS = ("县", "市", "自治州", "地区", "师")


class CellCoder:
    """Codes statements of tables from their labels: one names the place, the others the indicator and dimensions.

    Labels repeat down a column and along a row, so each is looked up once.
    """

    def __init__(self, context: SubmissionContext, catalog: Catalog) -> None:
        self._context = context
        self._catalog = catalog
        self._codings: dict[tuple[tuple[str, ...], str | None, tuple[str, ...]], Coding] = {}

    def __call__(self, statement: Statement) -> Coding:
        """Code one statement."""
        labels = (*statement.row_labels, *statement.column_labels)
        key = (labels, statement.unit, statement.context)
        if key not in self._codings:
            self._codings[key] = self._code(labels, statement)
        return self._codings[key]

    def _code(self, labels: tuple[str, ...], statement: Statement) -> Coding:
        place, rest = resolve_region_labels(
            labels, self._catalog, submitter_code=self._context.submitter_code, month=self._context.period
        )
        audience = _dimension_among(rest, "audience", self._catalog)
        indicator = resolve_indicator(rest, statement.unit, self._catalog, section=statement.context)
        region, region_text, scope = self._place(place, rest, indicator)
        return Coding(
            indicator=indicator,
            indicator_text=" › ".join(rest) or None,
            region=region,
            region_text=region_text or self._text_of(place, labels, rest),
            scope=scope if scope != DEFAULT_SCOPE else _way_of("".join(rest), indicator),
            audience_code=audience,
            channel_code=_dimension_among(rest, "channel", self._catalog),
            audiences=(audience,) if audience else (),
        )

    def _place(
        self, place: RegionRow | None, rest: tuple[str, ...], indicator: Resolved | Ambiguous | Unknown
    ) -> tuple[Resolved | Ambiguous | Unknown, str | None, str]:
        """Where the number is about. A label shaped like a place that nobody knows is a place, and unknown."""
        if place is not None:
            is_whole = place.is_total and place.region == Resolved(self._context.submitter_code, "context")
            region = Resolved(self._context.region_code, "submitter") if is_whole else place.region
            return region, None, place.scope
        unknown = next((label for label in rest if _is_place_like(label)), None)
        if unknown is not None and not isinstance(indicator, Resolved):
            return Unknown((), UNKNOWN_NAME), unknown, DEFAULT_SCOPE
        return Resolved(self._context.region_code, "submitter"), None, DEFAULT_SCOPE

    @staticmethod
    def _text_of(place: RegionRow | None, labels: tuple[str, ...], rest: tuple[str, ...]) -> str | None:
        return None if place is None else " › ".join(label for label in labels if label not in rest) or None


def _is_place_like(label: str) -> bool:
    return 2 <= len(label) <= 10 and label.endswith(_PLACE_ENDINGS)


def _dimension_among(labels: tuple[str, ...], dimension: str, catalog: Catalog) -> str | None:
    """The member of a dimension (audience or channel) that one whole label names, when exactly one does."""
    found = {r.code for label in labels if isinstance(r := _dimension(label, dimension, catalog), Resolved)}
    return next(iter(found)) if len(found) == 1 else None


def _dimension(label: str, dimension: str, catalog: Catalog) -> Resolved | Ambiguous | Unknown:
    memo, key = catalog.names.memo, (dimension, label)
    known: Resolved | Ambiguous | Unknown | None = memo.get(key)
    members = catalog.audiences if dimension == "audience" else catalog.channels
    return known or catalog.names.remember(key, resolve_dimension(label, members))


_ONLINE, _OFFLINE = re.compile(r"线上|网上|云上"), re.compile(r"线下|现场")


def _way_of(wording: str | None, indicator: Resolved | Ambiguous | Unknown) -> str:
    """线上 or 线下 as the scope of an activity whose indicator does not say it; one figure for both has neither."""
    if wording is None or not isinstance(indicator, Resolved) or not indicator.code.startswith("ACT."):
        return DEFAULT_SCOPE
    is_said = indicator.code.startswith(("ACT.ONLINE", "ACT.OFFLINE"))
    online, offline = _ONLINE.search(wording), _OFFLINE.search(wording)
    if is_said or (online is None) == (offline is None):
        return DEFAULT_SCOPE
    return "线上" if online else "线下"


def prose_coder(context: SubmissionContext, catalog: Catalog, lexicon: Lexicon) -> Coder:
    """A coder of sentences: the narrative room says what is counted, the reporting body says where."""

    def code(statement: Statement) -> Coding:
        prose = code_statement(statement, catalog, lexicon)
        return Coding(
            indicator=prose.indicator,
            indicator_text=statement.what,
            region=_place_of(statement.org, context, catalog),
            region_text=statement.org,
            scope=_way_of(statement.what, prose.indicator),
            audiences=prose.audiences,
            programmes=prose.programmes,
        )

    return code


def _place_of(org: str | None, context: SubmissionContext, catalog: Catalog) -> Resolved | Ambiguous | Unknown:
    """The place of the reporting body; a sentence that names none speaks for the submitter."""
    if org is None:
        return Resolved(context.region_code, "submitter")
    return region_of(org, catalog, context.submitter_code)
