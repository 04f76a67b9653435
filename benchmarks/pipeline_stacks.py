"""The ways to load forms that Kepu is compared with, each a process of its own.

`python -m benchmarks.pipeline_stacks cells|tasks|frames INBOX DATABASE`
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

HEADER_ROW = 6
"""0-based row of the labels on every sheet of the form."""
FLOW_SHEET, STOCK_SHEET = "科普活动", "科普阵地"
LONG_COLUMNS = ("source_file", "code", "name", "unit", "period_type", "value")
CODE, PERIOD_TYPES = r"^[A-Z]+(?:\.[A-Z]+)+$", ["month", "ytd", "stock"]
CREATE_FIGURE = (
    "create table if not exists figure "
    "(source_file varchar, code varchar, name varchar, unit varchar, period_type varchar, value double)"
)
CREATE_CELL = "create table cell (file integer, sheet varchar, row integer, col integer, text varchar)"


def forms(inbox: Path) -> list[Path]:
    """The workbooks of an inbox, in path order."""
    return sorted(inbox.glob("*/*/*.xlsx"))


def load_cells(inbox: Path, database: Path) -> int:
    """Read every cell with calamine, and insert all of them at once. Understands nothing. Returns the rows."""
    import duckdb
    import pyarrow as pa
    from python_calamine import CalamineWorkbook

    files: list[int] = []
    sheets: list[str] = []
    rows: list[int] = []
    columns: list[int] = []
    texts: list[str] = []
    for number, path in enumerate(forms(inbox)):
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False)):
                for column, value in enumerate(cells):
                    if value != "":
                        files.append(number)
                        sheets.append(name)
                        rows.append(row)
                        columns.append(column)
                        texts.append(str(value))
    cells_read = pa.table({"file": files, "sheet": sheets, "row": rows, "col": columns, "text": texts})
    with duckdb.connect(str(database)) as connection:
        connection.execute(CREATE_CELL)
        connection.register("cells_read", cells_read)
        connection.execute("insert into cell select * from cells_read")
    return len(texts)


def load_frames(inbox: Path, database: Path) -> int:
    """Read with pandas and calamine, check each file with pandera, insert all of them at once. Returns the rows."""
    import duckdb
    import pandas as pd

    schema = _pandera_schema()
    frames = [schema.validate(_long(path, "calamine"), lazy=True) for path in forms(inbox)]
    figures = pd.concat(frames, ignore_index=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute(CREATE_FIGURE)
        connection.register("figures", figures)
        connection.execute("insert into figure select * from figures")
    return len(figures)


def load_by_tasks(inbox: Path, database: Path) -> int:
    """A Prefect task a file: pandas with openpyxl, a suite of 15 expectations, an insert. Returns the rows."""
    from flows.environment import prepare_environment

    prepare_environment(database.parent)
    import duckdb
    from prefect import flow, task
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    batch_of, suite = _expectations()

    @task
    def load_file(path: str) -> int:
        frame = _long(Path(path), "openpyxl")
        if not batch_of({"dataframe": frame}).validate(suite).success:
            raise ValueError(path)
        with duckdb.connect(str(database)) as connection:
            connection.execute(CREATE_FIGURE)
            connection.register("figures", frame)
            connection.execute("insert into figure select * from figures")
        return len(frame)

    @flow
    def load_all(paths: list[str]) -> int:
        return sum(load_file(path) for path in paths)

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return load_all([str(path) for path in forms(inbox)])


def _long(path: Path, engine: str) -> pd.DataFrame:
    """The figures of a form, one a row, in LONG_COLUMNS."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheets = pd.read_excel(  # type: ignore[call-overload]  # the stubs know no engine by a name
            path, sheet_name=None, header=HEADER_ROW, engine=engine
        )
    parts = []
    for sheet, values in ((FLOW_SHEET, {"本月": "month", "本年累计": "ytd"}), (STOCK_SHEET, {"期末数": "stock"})):
        table = sheets[sheet].iloc[1:].dropna(subset=["代码", "计量单位"])
        named = table.rename(columns={"代码": "code", "指标名称": "name", "计量单位": "unit", **values})
        parts.append(named.melt(["code", "name", "unit"], list(values.values()), "period_type", "value"))
    long = pd.concat(parts, ignore_index=True)
    long.insert(0, "source_file", str(path))
    typed: pd.DataFrame = long.astype({"value": "float64"})
    return typed


def _pandera_schema() -> Any:  # noqa: ANN401 - pandera need not be installed
    pa = importlib.import_module("pandera.pandas")  # by name: it is no dependency of the project

    units, codes = _known()
    text = {"nullable": False}
    return pa.DataFrameSchema(
        {
            "source_file": pa.Column(str, **text),
            "code": pa.Column(str, [pa.Check.isin(codes), pa.Check.str_matches(CODE)], **text),
            "name": pa.Column(str, pa.Check.str_length(1, 60), **text),
            "unit": pa.Column(str, pa.Check.isin(units), **text),
            "period_type": pa.Column(str, pa.Check.isin(PERIOD_TYPES), **text),
            "value": pa.Column(float, [pa.Check.ge(0), pa.Check.le(1e9), pa.Check(lambda s: s % 1 == 0)], **text),
        },
        unique=["code", "period_type"],
    )


def _expectations() -> tuple[Any, Any]:
    """A batch definition of frames, and the suite of fifteen."""
    import great_expectations as gx

    units, codes = _known()
    expectations: list[tuple[str, dict[str, object]]] = [
        ("expect_column_values_to_be_in_set", {"column": "code", "value_set": codes}),
        ("expect_column_values_to_match_regex", {"column": "code", "regex": CODE}),
        ("expect_column_value_lengths_to_be_between", {"column": "name", "min_value": 1, "max_value": 60}),
        ("expect_column_values_to_be_in_set", {"column": "unit", "value_set": units}),
        ("expect_column_values_to_be_in_set", {"column": "period_type", "value_set": PERIOD_TYPES}),
        ("expect_column_values_to_be_between", {"column": "value", "min_value": 0, "max_value": 1e9}),
        ("expect_compound_columns_to_be_unique", {"column_list": ["code", "period_type"]}),
        ("expect_table_row_count_to_be_between", {"min_value": 1, "max_value": 1000}),
        ("expect_table_columns_to_match_ordered_list", {"column_list": list(LONG_COLUMNS)}),
    ]
    filled = [("expect_column_values_to_not_be_null", {"column": name}) for name in LONG_COLUMNS]
    suite = gx.ExpectationSuite("form", [{"type": name, "kwargs": given} for name, given in [*filled, *expectations]])
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]  # a plain mapping is taken
    asset = context.data_sources.add_pandas("forms").add_dataframe_asset("form")
    return asset.add_batch_definition_whole_dataframe("form").get_batch, suite


def _known() -> tuple[list[str], list[str]]:
    """The units and the codes that the form knows."""
    from benchmarks.form_inbox import FormInbox
    from reference.loader import load_catalog

    inbox = FormInbox(load_catalog())
    rows = [*inbox.flows, *inbox.stocks]
    return sorted({row.unit_base for row in rows}), [row.code for row in rows]


STACKS = {"cells": load_cells, "tasks": load_by_tasks, "frames": load_frames}


def main() -> None:
    """Load an inbox into a database in one of the ways; writes the number of rows to standard output."""
    stack, inbox, database = sys.argv[1:]
    os.environ.setdefault("DISABLE_PANDERA_IMPORT_WARNING", "True")
    sys.stdout.write(f"{STACKS[stack](Path(inbox), Path(database))}\n")


if __name__ == "__main__":
    main()
