-- Grain: one row per month that was run, latest first, with its issues and numbers.
with issues as (
    select
        period,
        count(*) as issues
    from ops_issue
    group by period
),
numbers as (
    select
        reported_in as period,
        count(*) as found,
        count(*) filter (where status = 'held') as held
    from ops_observation
    where superseded_by_load is null
    group by reported_in
),
runs as (
    select
        period,
        max(finished_at) as finished_at
    from ops_run
    group by period
)
select
    months.period,
    coalesce(issues.issues, 0) as issues,
    coalesce(numbers.found, 0) as found,
    coalesce(numbers.held, 0) as held,
    runs.finished_at
from (select distinct period from ops_reporter_month) as months
left join issues
    on months.period = issues.period
left join numbers
    on months.period = numbers.period
left join runs
    on months.period = runs.period
order by months.period desc
