"""The same file, understood otherwise in a later run: the fact changes, and says that nobody sent anything new."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest

from domain.catalog import Catalog
from intake.understand import FileTask
from intake.workers import Workers
from tests.office import Office

pytestmark = pytest.mark.flow

REVISIONS = "select previous_value, value, cause from fct_revision order by indicator_code, version"


def test_what_a_better_reader_reads_otherwise_is_a_revision_with_that_cause(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Workers.understand

    def read_badly(self: Workers, tasks: Sequence[FileTask], catalog: Catalog) -> tuple[pa.Table, pa.Table]:
        """What an earlier version might have done: it reads 62 as 26."""
        observations, readings = read(self, tasks, catalog)
        for name in ("value", "value_low", "value_high"):
            place = observations.column_names.index(name)
            values = [26.0 if value == 62 else value for value in observations[name].to_pylist()]
            column = pa.array(values, observations.schema.field(name).type)
            observations = observations.set_column(place, observations.schema.field(name), column)
        return observations, readings

    office.put("2022-11/哈密市/情况.txt", "哈密市科协2022年11月举办科普讲座62场次。（示例数据，虚构）")
    with monkeypatch.context() as patched:
        patched.setattr(Workers, "understand", read_badly)
        office.ingest()
    assert office.one("select value from fct_current")["value"] == 26.0

    office.put("2022-11/吐鲁番市/情况.txt", "吐鲁番市科协2022年11月举办科普讲座7场次。（示例数据，虚构）")
    office.ingest()
    assert [tuple(row.values()) for row in office.sql(REVISIONS)] == [(26.0, 62.0, "better_reader")]
    sentences = [line["sentence"] for line in office.ask("diff", "2022-11")]
    assert any("由 26场 改为 62场" in sentence and "识别改进" in sentence for sentence in sentences), sentences
