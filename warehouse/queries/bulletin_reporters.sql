-- Grain: one row per prefecture, with what came for the month and what became of its numbers.
with arrived as (
    select
        submitter_code,
        bool_or(is_synthetic) as is_synthetic
    from dim_submission
    where period = $period
        and superseded_by_load is null
    group by submitter_code
)
select
    fct_reporting.region_code,
    fct_reporting.state,
    fct_reporting.received_at,
    fct_reporting.due_on,
    fct_reporting.on_time,
    date_diff('day', fct_reporting.due_on, cast(fct_reporting.received_at + interval 8 hour as date)) as days_late,
    fct_reporting.files,
    fct_reporting.found,
    fct_reporting.accepted,
    fct_reporting.provisional,
    fct_reporting.held,
    fct_reporting.repeat,
    fct_reporting.not_a_statistic,
    coalesce(arrived.is_synthetic, false) as is_synthetic
from fct_reporting
left join arrived
    on fct_reporting.region_code = arrived.submitter_code
where fct_reporting.period = $period
order by fct_reporting.region_code
