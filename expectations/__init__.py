"""Validation: Great Expectations suites as JSON, custom expectations, and results turned into violations.

Great Expectations costs seconds to import; it is imported when a suite first runs, not with this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from expectations.results import RuleResult, ValidationResult

if TYPE_CHECKING:
    import pandas as pd

    from domain.catalog import Catalog

__all__ = ["RuleResult", "ValidationResult", "validate_files", "validate_observations", "validate_region_month"]


def validate_files(frame: pd.DataFrame, catalog: Catalog) -> ValidationResult:
    """Judge the files of a month. Grain: one row per file or member, columns `expectations.frames.FILE_COLUMNS`."""
    from expectations.stages import run_files

    return run_files(frame, catalog)


def validate_observations(
    frame: pd.DataFrame, catalog: Catalog, accepted: pd.DataFrame | None = None
) -> ValidationResult:
    """Judge numbers one by one. Grain: one row per observation, columns `domain.observation.OBSERVATION_COLUMNS`.

    `accepted` (`expectations.frames.ACCEPTED_COLUMNS`) are figures of earlier months that were accepted although they
    lie above a plausible bound: a level that was explained again and again is not news (rule VAL-12).
    """
    from expectations.stages import run_observations

    return run_observations(frame, catalog, accepted)


def validate_region_month(views: Mapping[str, pd.DataFrame], catalog: Catalog, *, period: str) -> ValidationResult:
    """Judge numbers against each other: every violation view must be empty. `views` maps rule id to its view,
    `period` is the reporting month (YYYY-MM).

    Each view has the columns `expectations.frames.VIEW_COLUMNS`. The optional view `scope` (rule_id, looked_at,
    not_evaluated) says how many cases each rule looked at.
    """
    from expectations.stages import run_region_month

    return run_region_month(views, catalog, period)
