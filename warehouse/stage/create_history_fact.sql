-- Grain: one row per fact key about an earlier month, as known before anything was reported in the run's month.
-- A matrix of this very month may already have restated an earlier one in a former run of the same month; what it
-- replaced is history here, so that a second run sees what the first one saw. History is three years: every rule looks
-- for less, and a month costs the same however many years lie before it.
create or replace temp table history_fact as
with told_before as (
    select
        fct_observation.*,
        lead(fct_observation.reported_in) over versions as next_reported_in
    from fct_observation
    cross join run_month
    where fct_observation.period < run_month.period
        and fct_observation.period
        >= strftime(cast(run_month.period || '-01' as date) - interval 36 months, '%Y-%m')
    window versions as (partition by fct_observation.observation_key order by fct_observation.version)
),
latest as (
    select told_before.*
    from told_before
    cross join run_month
    where told_before.reported_in < run_month.period
    qualify row_number() over (
        partition by told_before.observation_key
        order by told_before.version desc
    ) = 1
),
standing as (
    select latest.*
    from latest
    cross join run_month
    where latest.recorded_to is null
        or latest.next_reported_in >= run_month.period
)
select
    observation_key,
    observation_id,
    submission_id,
    submitter_code,
    region_code,
    period,
    period_type,
    indicator_code,
    scope,
    audience_code,
    channel_code,
    venue_code,
    funding_code,
    event_id,
    target_year,
    value,
    value_low,
    value_high,
    qualifier,
    status
from standing
