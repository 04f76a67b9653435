"""Expectations that Great Expectations does not bring: whole numbers, outside a band, between two columns.

Importing this module registers them; a suite that names one can be loaded afterwards.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation, MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

WHOLE_TOLERANCE = 1e-6
"""Binary fractions of 万: 1.55 × 10000 is 15500.000000000002."""


class ColumnValuesWhole(ColumnMapMetricProvider):
    """Whether each value has no fraction."""

    condition_metric_name = "column_values.whole"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **_: Any) -> pd.Series:  # noqa: N805, ANN401 - the signature that GX calls
        return (column - column.round()).abs() <= WHOLE_TOLERANCE


class ExpectColumnValuesToBeWhole(ColumnMapExpectation):
    """Expect whole numbers; a rest below `WHOLE_TOLERANCE` is arithmetic, not a fraction."""

    map_metric: ClassVar[str] = "column_values.whole"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly",)


class ColumnValuesOutside(ColumnMapMetricProvider):
    """Whether each value lies outside a half-open band (low, high]."""

    condition_metric_name = "column_values.outside"
    condition_value_keys = ("low", "high")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(  # the signature that GX calls
        cls,  # noqa: N805 - GX binds the class
        column: pd.Series,
        low: float,
        high: float,
        **_: Any,  # noqa: ANN401 - GX passes what it likes
    ) -> pd.Series:
        return (column <= low) | (column > high)


class ExpectColumnValuesToBeOutside(ColumnMapExpectation):
    """Expect no value in (low, high]."""

    low: float
    high: float
    map_metric: ClassVar[str] = "column_values.outside"
    success_keys: ClassVar[tuple[str, ...]] = ("low", "high", "mostly")


class MulticolumnBetweenColumns(MulticolumnMapMetricProvider):
    """Whether the first column lies between the second and the third, row by row."""

    condition_metric_name = "multicolumn_values.between_columns"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]  # GX leaves it untyped
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805, ANN401 - the signature GX calls
        value, low, high = (column_list.iloc[:, position] for position in range(3))
        return (value >= low) & (value <= high)


class ExpectValuesToBeBetweenColumns(MulticolumnMapExpectation):
    """Expect column_list[1] ≤ column_list[0] ≤ column_list[2]; a row without a bound is not looked at."""

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "any_value_is_missing"
    map_metric: ClassVar[str] = "multicolumn_values.between_columns"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly",)
