"""Names to codes: regions, indicators, dimensions and units. The door to `domain.naming`.

    match resolve_region(text, catalog, submitter_code="653200", role="row"):
        case Resolved(code, how): ...
        case Ambiguous(candidates): ...      # VAL-02, SYN-12: held, a steward decides
        case Unknown(candidates, why): ...   # VAL-01: held

Nothing takes the best score in silence: fuzzy matches are only candidates that a steward confirms.
"""

from domain.naming.dimensions import resolve_dimension
from domain.naming.indicators import resolve_indicator
from domain.naming.region_rows import RegionRow, resolve_region_labels, resolve_region_row
from domain.naming.regions import Role, resolve_region
from domain.naming.results import NOT_VALID_IN_MONTH, UNKNOWN_NAME, Ambiguous, Resolution, Resolved, Unknown
from domain.naming.text import normalise_label, normalise_name, normalise_place, normalise_unit
from domain.naming.units import resolve_unit

__all__ = [
    "NOT_VALID_IN_MONTH",
    "UNKNOWN_NAME",
    "Ambiguous",
    "RegionRow",
    "Resolution",
    "Resolved",
    "Role",
    "Unknown",
    "normalise_label",
    "normalise_name",
    "normalise_place",
    "normalise_unit",
    "resolve_dimension",
    "resolve_indicator",
    "resolve_region",
    "resolve_region_labels",
    "resolve_region_row",
    "resolve_unit",
]
