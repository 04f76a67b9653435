-- Grain: one row, the hash of a table's rows whatever their order. In 256 buckets, so that no list of hashes gets long.
with chosen as (
    select columns($columns)
    from query_table($table)
),
hashed as (
    select sha256(cast(to_json(chosen) as varchar)) as row_sha256
    from chosen
),
bucketed as (
    select
        left(row_sha256, 2) as bucket,
        sha256(string_agg(row_sha256, '' order by row_sha256)) as bucket_sha256
    from hashed
    group by left(row_sha256, 2)
)
select coalesce(sha256(string_agg(concat(bucket, bucket_sha256), '' order by bucket)), '') as table_sha256
from bucketed
