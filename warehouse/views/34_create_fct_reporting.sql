-- Grain: one row per prefecture and month that was run; empty reports show.
create or replace view fct_reporting as
with months as (
    select distinct period
    from ops_reporter_month
),
dispositions as (
    select
        submitter_code,
        reported_in as period,
        count(*) as found,
        count(*) filter (where status = 'accepted') as accepted,
        count(*) filter (where status = 'provisional') as provisional,
        count(*) filter (where status = 'held') as held,
        count(*) filter (where status = 'repeat') as repeat,
        count(*) filter (where status = 'not_a_statistic') as not_a_statistic
    from ops_observation
    where superseded_by_load is null
    group by
        submitter_code,
        reported_in
),
expected as (
    select
        dim_region.region_code,
        dim_region.name_zh,
        months.period
    from dim_region
    cross join months
    where dim_region.is_reporter
)
select
    expected.region_code,
    expected.name_zh,
    expected.period,
    coalesce(ops_reporter_month.state, 'not_reported') as state,
    coalesce(ops_reporter_month.due_on, ref_due_date.due_on) as due_on,
    ops_reporter_month.received_at,
    -- The due day ends at midnight in Xinjiang, whose clocks show UTC+8 officially.
    cast(ops_reporter_month.received_at + interval 8 hour as date)
    <= coalesce(ops_reporter_month.due_on, ref_due_date.due_on) as on_time,
    coalesce(ops_reporter_month.files, 0) as files,
    coalesce(dispositions.found, 0) as found,
    coalesce(dispositions.accepted, 0) as accepted,
    coalesce(dispositions.provisional, 0) as provisional,
    coalesce(dispositions.held, 0) as held,
    coalesce(dispositions.repeat, 0) as repeat,
    coalesce(dispositions.not_a_statistic, 0) as not_a_statistic
from expected
left join ops_reporter_month
    on expected.region_code = ops_reporter_month.submitter_code
    and expected.period = ops_reporter_month.period
left join ref_due_date
    on expected.period = ref_due_date.period
left join dispositions
    on expected.region_code = dispositions.submitter_code
    and expected.period = dispositions.period
