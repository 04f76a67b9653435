-- Grain: one row per prefecture and month that was run; empty reports show.
create or replace view mart_reporting as
with core as (
    select count(*) as core_count
    from dim_indicator
    where tier = 'core'
        and frequency = 'M'
        and is_wording_of is null
),
stated as (
    select
        fct_observation.submitter_code,
        fct_observation.reported_in as period,
        count(distinct fct_observation.indicator_code) as core_stated_count
    from fct_observation
    join dim_indicator
        on fct_observation.indicator_code = dim_indicator.indicator_code
    where fct_observation.recorded_to is null
        and dim_indicator.tier = 'core'
        and dim_indicator.frequency = 'M'
    group by
        fct_observation.submitter_code,
        fct_observation.reported_in
)
select
    fct_reporting.period,
    fct_reporting.region_code,
    fct_reporting.name_zh as region_name,
    fct_reporting.state,
    fct_reporting.due_on,
    fct_reporting.received_at,
    fct_reporting.on_time,
    date_diff('day', fct_reporting.due_on, cast(fct_reporting.received_at + interval 8 hour as date)) as days_late,
    fct_reporting.files,
    fct_reporting.found,
    fct_reporting.accepted,
    fct_reporting.provisional,
    fct_reporting.held,
    fct_reporting.provisional / nullif(fct_reporting.accepted + fct_reporting.provisional, 0) as provisional_ratio,
    coalesce(stated.core_stated_count, 0) as core_stated_count,
    core.core_count,
    coalesce(stated.core_stated_count, 0) / nullif(core.core_count, 0) as completeness_ratio,
    count(*) filter (where fct_reporting.state <> 'not_reported') over by_month as reported_count,
    count(*) over by_month as reporter_count,
    concat(
        count(*) filter (where fct_reporting.state <> 'not_reported') over by_month,
        '/',
        count(*) over by_month
    ) as coverage
from fct_reporting
cross join core
left join stated
    on fct_reporting.region_code = stated.submitter_code
    and fct_reporting.period = stated.period
window by_month as (partition by fct_reporting.period)
