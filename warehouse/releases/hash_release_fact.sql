-- Grain: one row, the hash of what would be frozen, whatever the order of rows and the time of the run.
with lines as (
    select to_json(chosen) as line
    from (
        select release_fact.* exclude (recorded_from)
        from release_fact
    ) as chosen
    union all
    select to_json(release_prefecture_month) as line
    from release_prefecture_month
)
select coalesce(sha256(string_agg(sha256(cast(line as varchar)), '' order by sha256(cast(line as varchar)))), '')
from lines
