"""From the words around a number to codes: what is counted, where, and the attributes that never enter the key.

Tables are coded from their labels (`CellCoder`), prose from what the narrative room says of the sentence
(`prose_coder`). Both answer with a `Coding`; neither ever takes the best score in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.catalog import Catalog, Dimension
from domain.names import (
    UNKNOWN_NAME,
    Ambiguous,
    RegionRow,
    Resolved,
    Unknown,
    resolve_dimension,
    resolve_indicator,
    resolve_region_row,
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
        self._rows: dict[str, RegionRow | None] = {}
        self._codings: dict[tuple[tuple[str, ...], str | None, tuple[str, ...]], Coding] = {}

    def __call__(self, statement: Statement) -> Coding:
        """Code one statement."""
        labels = (*statement.row_labels, *statement.column_labels)
        key = (labels, statement.unit, statement.context)
        if key not in self._codings:
            self._codings[key] = self._code(labels, statement)
        return self._codings[key]

    def _code(self, labels: tuple[str, ...], statement: Statement) -> Coding:
        region: Resolved | Ambiguous | Unknown = Resolved(self._context.region_code, "submitter")
        region_text: str | None = None
        scope = DEFAULT_SCOPE
        rest: list[str] = []
        for label in labels:
            row = self._row(label)
            if row is None:
                rest.append(label)
            else:
                region, scope, region_text = row.region, row.scope, label
        audience = _dimension_among(rest, self._catalog.audiences)
        return Coding(
            indicator=self._indicator(rest, statement),
            indicator_text=" › ".join(rest) or None,
            region=region,
            region_text=region_text,
            scope=scope,
            audience_code=audience,
            channel_code=_dimension_among(rest, self._catalog.channels),
            audiences=(audience,) if audience else (),
        )

    def _indicator(self, labels: list[str], statement: Statement) -> Resolved | Ambiguous | Unknown:
        """The indicator the labels name together; else the innermost by itself, under the others as its headings."""
        whole = resolve_indicator(labels, statement.unit, self._catalog, section=statement.context)
        if not isinstance(whole, Unknown) or len(labels) < 2:
            return whole
        *headings, innermost = labels
        alone = resolve_indicator([innermost], statement.unit, self._catalog, section=(*statement.context, *headings))
        return alone if isinstance(alone, Resolved) else whole

    def _row(self, label: str) -> RegionRow | None:
        """The place a label names; None when it names none. A label shaped like a place but unknown is a place."""
        if label not in self._rows:
            row = resolve_region_row(
                label, self._catalog, submitter_code=self._context.submitter_code, month=self._context.period
            )
            is_name = not isinstance(row.region, Unknown) or row.region.why != UNKNOWN_NAME or _is_place_like(label)
            self._rows[label] = row if is_name else None
        return self._rows[label]


def _is_place_like(label: str) -> bool:
    return 2 <= len(label) <= 10 and label.endswith(_PLACE_ENDINGS)


def _dimension_among(labels: list[str], members: Mapping[str, Dimension]) -> str | None:
    """The member of a dimension that one whole label names, when exactly one does."""
    found = {r.code for label in labels if isinstance(r := resolve_dimension(label, members), Resolved)}
    return next(iter(found)) if len(found) == 1 else None


def prose_coder(context: SubmissionContext, catalog: Catalog, lexicon: Lexicon) -> Coder:
    """A coder of sentences: the narrative room says what is counted, the reporting body says where."""

    def code(statement: Statement) -> Coding:
        prose = code_statement(statement, catalog, lexicon)
        return Coding(
            indicator=prose.indicator,
            indicator_text=statement.what,
            region=_place_of(statement.org, context, catalog),
            region_text=statement.org,
            audiences=prose.audiences,
            programmes=prose.programmes,
        )

    return code


def _place_of(org: str | None, context: SubmissionContext, catalog: Catalog) -> Resolved | Ambiguous | Unknown:
    """The place of the reporting body; a sentence that names none speaks for the submitter."""
    if org is None:
        return Resolved(context.region_code, "submitter")
    return region_of(org, catalog, context.submitter_code)
