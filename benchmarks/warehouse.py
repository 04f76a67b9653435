"""What loading costs: synthetic observations, month after month, against a plain COPY of the same rows; size; marts.

Every row is invented. A month of a big region is 83,333 numbers: each place states each indicator for several scopes,
year to date or as a stock, each with a key of its own, accepted, one file a prefecture. The months are loaded one after
another through `load_month`, with every check, and published once. Plain COPY writes the same rows (observations, and
facts in their final form) from Parquet files, month by month, into two tables without anything else.

`python -m benchmarks.warehouse [MONTHS ...]`; 12 months are a million observations, 120 ten million.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import pyarrow as pa

from reference.loader import load_catalog
from warehouse.connection import open_memory, open_working, working_path
from warehouse.load import FACT_COLUMNS, OPS_OBSERVATION_COLUMNS, MonthLoad, load_month
from warehouse.publication import publish
from warehouse.query import query_published
from warehouse.reference_tables import load_reference

NUMBERS_A_MONTH = 83_333
FIRST_YEAR = 2012
CHUNK = 12
MARTS = (
    *("mart_monthly_summary", "mart_region_total", "mart_ytd_vs_last_year", "mart_per_10k"),
    *("mart_audience", "mart_target_attainment", "mart_reporting", "mart_data_quality"),
)
COPIED = ("ops_observation", "fct_observation")
BARE_TABLE = {
    "ops_observation": "create table if not exists plain_observation as select * from ops_observation limit 0",
    "fct_observation": "create table if not exists plain_fact as select * from fct_observation limit 0",
}
COPY = {
    "ops_observation": "insert into plain_observation select * from read_parquet($source)",
    "fct_observation": "insert into plain_fact select * from read_parquet($source)",
}
SAME_MONTH = "reported_in = '{period}'"
MART_OF_MONTH = "select count(columns(*)) from {mart} where {column} = {value}"
WHOLE_MART = "select count(columns(*)) from {mart}"
SCOPES = ("default", "本级", "州直", "全州", "线上", "线下", "含兵团")

# One number a row: the place, the indicator and the scope are told apart, so that every key of a month is another one.
FIGURES = """
with numbered as (
    select
        dim_region.region_code,
        dim_region.prefecture_code as submitter_code,
        dim_indicator.indicator_code,
        dim_indicator.unit_base as unit_code,
        case when dim_indicator.measure_type = 'stock' then 'stock' else 'ytd' end as period_type,
        scope.name as scope,
        case when list_contains(dim_indicator.dimensions, 'audience') then 'NS' else '-' end as audience_code,
        case when list_contains(dim_indicator.dimensions, 'channel') then 'NS' else '-' end as channel_code,
        case when list_contains(dim_indicator.dimensions, 'venue') then 'NS' else '-' end as venue_code,
        case when list_contains(dim_indicator.dimensions, 'funding') then 'NS' else '-' end as funding_code,
        row_number() over (order by scope.rank, dim_indicator.indicator_code, dim_region.region_code) as place
    from dim_region
    cross join dim_indicator
    cross join (select unnest($scopes) as name, unnest(range(len($scopes))) as rank) as scope
    where dim_region.prefecture_code is not null and dim_region.valid_to is null
),
stated as (
    select *, cast(place * 7 % 900 + 10 * $month_number as double) as value
    from numbered
    where place <= $wanted
),
keyed as (
    select
        *,
        left(sha256(concat_ws(chr(31), 'key', region_code, $period, period_type, indicator_code, scope, audience_code,
            channel_code, venue_code, funding_code, '', '')), 32) as observation_key,
        left(sha256(concat_ws(chr(31), 'submission', submitter_code, $period)), 32) as submission_id
    from stated
)
select
    left(sha256(concat_ws(chr(31), submission_id, place)), 32) as observation_id,
    submission_id,
    submitter_code,
    $period as reported_in,
    concat($period, '/', submitter_code, '/月报.xlsx') as source_file,
    '' as member,
    concat('汇总!F', place) as address,
    cast(value as varchar) as raw,
    'table' as origin,
    '科技培训 › 场次' as row_labels,
    '本年累计' as column_labels,
    'level' as kind,
    'resolved' as region_resolution,
    'resolved' as indicator_resolution,
    region_code,
    indicator_code,
    $period as period,
    period_type,
    scope,
    audience_code,
    channel_code,
    venue_code,
    funding_code,
    '' as event_id,
    value,
    value as value_low,
    value as value_high,
    unit_code,
    unit_code as unit,
    'exact' as unit_match,
    1.0 as multiplier,
    'exact' as qualifier,
    'reported' as state,
    'actual' as maturity,
    false as is_vague,
    false as is_double_hedged,
    false as is_text_number,
    1.0 as confidence,
    '' as audiences,
    '' as programmes,
    observation_key,
    'accepted' as status,
    1 as load_id,
    'form' as document_form,
    false as is_corrected,
    value as value_reported
from keyed
"""


class Stopwatch:
    """Adds up the CPU and wall-clock time of the blocks it is used in."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    def __enter__(self) -> None:
        self._started = (process_time(), perf_counter())

    def __exit__(self, *_: object) -> None:
        cpu, wall = self._started
        self.cpu += process_time() - cpu
        self.wall += perf_counter() - wall


def main() -> None:
    """Measure the sizes asked for (12 months by default) and write the figures to standard output."""
    for months in [int(word) for word in sys.argv[1:]] or [12]:
        with TemporaryDirectory() as folder:
            measure(Path(folder), months)


def measure(folder: Path, months: int) -> None:
    """Load so many months, copy the same rows plainly, publish, ask the marts."""
    loading, copying = Stopwatch(), Stopwatch()
    home, plain = folder / "home", folder / "plain"
    rows = 0
    for place in (home, plain):  # both files exist beforehand: a file is made once, not by every load
        place.mkdir()
        with open_working(place) as connection:
            load_reference(connection, load_catalog())
    for number, (period, observations) in enumerate(synthetic_months(months), start=1):
        rows += observations.num_rows
        load = month_load(period, number, observations)
        with loading, open_working(home) as connection:
            load_month(connection, load)
        write_same_rows(home, period, plain)
        copy_plainly(plain, copying)
        if number % CHUNK == 0:
            say(f"{rows:>12,} loaded", loading, copying)
    publishing = Stopwatch()
    with publishing:
        publish(home)
    size = working_path(home).stat().st_size
    megabytes = size / 1e6
    write(
        f"size {megabytes:,.0f} MB, {megabytes / rows * 1e6:.0f} MB a million; plain {plain_size(plain) / 1e6:,.0f} MB"
    )
    write(f"publish {publishing.cpu:.1f} CPU s, {publishing.wall:.1f} s; peak memory {peak_megabytes():,.0f} MB")
    ask_marts(home, f"{FIRST_YEAR + (months - 1) // 12}-{(months - 1) % 12 + 1:02d}")


def synthetic_months(months: int) -> Iterator[tuple[str, pa.Table]]:
    """Yield (period, observations in the columns of OPS_OBSERVATION_COLUMNS). Grain: one row a number."""
    with open_memory() as connection:
        load_reference(connection, load_catalog())
        for place in range(months):
            period = f"{FIRST_YEAR + place // 12}-{place % 12 + 1:02d}"
            given = {
                "period": period,
                "month_number": place % 12 + 1,
                "wanted": NUMBERS_A_MONTH,
                "scopes": list(SCOPES),
            }
            made = connection.execute(FIGURES, given).to_arrow_table()
            absent = [name for name in OPS_OBSERVATION_COLUMNS if name not in made.column_names]
            for name in absent:
                made = made.append_column(name, pa.nulls(made.num_rows))
            yield period, made


def month_load(period: str, load_id: int, observations: pa.Table) -> MonthLoad:
    """The verdict on a month in which everything is accepted."""
    facts = observations.select([name for name in FACT_COLUMNS if name in observations.column_names])
    sent = observations.group_by(["submission_id", "submitter_code", "source_file"]).aggregate([("value", "count")])
    received = datetime(FIRST_YEAR, 1, 8, tzinfo=UTC) + timedelta(days=31 * load_id)
    submissions = [
        {
            "submission_id": row["submission_id"],
            "submitter_code": row["submitter_code"],
            "period": period,
            "content_sha256": row["submission_id"],
            "source_file": row["source_file"],
            "received_at": received,
            "load_id": load_id,
            "is_synthetic": True,
            "document_form": "form",
            "state": "accepted",
        }
        for row in sent.to_pylist()
    ]
    files = [
        {
            "submission_id": row["submission_id"],
            "period": period,
            "submitter_code": row["submitter_code"],
            "source_file": row["source_file"],
            "member": "",
            "state": "accepted",
            "found": row["value_count"],
        }
        for row in sent.to_pylist()
    ]
    reporters = [
        {
            "submitter_code": row["submitter_code"],
            "period": period,
            "state": "accepted",
            "received_at": received,
            "due_on": date(2030, 1, 1),
            "files": 1,
            "found": row["value_count"],
        }
        for row in sent.to_pylist()
    ]
    return MonthLoad(
        period=period,
        load_id=load_id,
        recorded_at=received,
        facts=facts,
        observations=observations,
        submissions=pa.Table.from_pylist(submissions),
        files=pa.Table.from_pylist(files),
        reporters=pa.Table.from_pylist(reporters),
    )


def write_same_rows(home: Path, period: str, folder: Path) -> None:
    """Write what the load put into the two big tables for the month as Parquet files, for the plain COPY."""
    with open_working(home) as connection:
        for table in COPIED:
            rows = connection.table(table).filter(SAME_MONTH.format(period=period))
            rows.to_parquet(str(folder / f"{table}.parquet"))


def copy_plainly(folder: Path, copying: Stopwatch) -> None:
    """COPY the month's rows from Parquet files into two bare tables, in a file of their own and one transaction."""
    with copying, open_working(folder) as connection:
        connection.begin()
        for table in COPIED:
            connection.execute(BARE_TABLE[table])
            connection.execute(COPY[table], {"source": str(folder / f"{table}.parquet")})
        connection.commit()


def plain_size(folder: Path) -> int:
    """Bytes of the file that was only copied to."""
    with open_working(folder) as connection:
        connection.execute("checkpoint")
    return working_path(folder).stat().st_size


def ask_marts(home: Path, period: str) -> None:
    """Time each mart for the last month and for all months, as a reader asks."""
    for mart in MARTS:
        column = "target_year" if mart == "mart_target_attainment" else "period"
        value = period[:4] if column == "target_year" else f"'{period}'"
        of_month = seconds(home, MART_OF_MONTH.format(mart=mart, column=column, value=value))
        everything = seconds(home, WHOLE_MART.format(mart=mart))
        write(f"{mart:28} month {of_month:6.2f} s   all {everything:6.2f} s")


def seconds(home: Path, sql: str) -> float:
    """Wall-clock seconds of one query on the published file, opened for it."""
    watch = Stopwatch()
    with watch:
        query_published(home, sql)
    return watch.wall


def peak_megabytes() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(what: str, loading: Stopwatch, copying: Stopwatch) -> None:
    """One line of progress: both costs so far, and their ratio."""
    cpu, wall = loading.cpu / copying.cpu, loading.wall / copying.wall
    write(
        f"{what}: load {loading.cpu:7.1f} CPU s {loading.wall:7.1f} s, copy {copying.cpu:6.1f} CPU s "
        f"{copying.wall:6.1f} s, ratio {cpu:.2f} CPU {wall:.2f} wall"
    )


def write(line: str) -> None:
    """One line on standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
