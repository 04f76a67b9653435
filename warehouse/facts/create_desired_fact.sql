-- Grain: one row per fact key that the verdict of the reporting month wants in the facts.
-- The order of a fact is the arrival of its submission, not the run: an old month run again restates nothing.
create or replace temp table desired_fact as
select
    cast(incoming_fact.observation_key as varchar) as observation_key,
    cast(incoming_fact.region_code as varchar) as region_code,
    cast(incoming_fact.period as varchar) as period,
    cast(incoming_fact.period_type as varchar) as period_type,
    cast(incoming_fact.indicator_code as varchar) as indicator_code,
    cast(incoming_fact.scope as varchar) as scope,
    cast(incoming_fact.audience_code as varchar) as audience_code,
    cast(incoming_fact.channel_code as varchar) as channel_code,
    cast(incoming_fact.venue_code as varchar) as venue_code,
    cast(incoming_fact.funding_code as varchar) as funding_code,
    cast(incoming_fact.event_id as varchar) as event_id,
    cast(incoming_fact.target_year as integer) as target_year,
    cast(incoming_fact.value as double) as value,
    cast(incoming_fact.value_low as double) as value_low,
    cast(incoming_fact.value_high as double) as value_high,
    cast(incoming_fact.qualifier as varchar) as qualifier,
    cast(incoming_fact.unit_code as varchar) as unit_code,
    cast(incoming_fact.state as varchar) as state,
    cast(incoming_fact.maturity as varchar) as maturity,
    cast(incoming_fact.as_of as varchar) as as_of,
    cast(incoming_fact.status as varchar) as status,
    cast(incoming_fact.is_corrected as boolean) as is_corrected,
    cast(incoming_fact.submitter_code as varchar) as submitter_code,
    cast(incoming_fact.reported_in as varchar) as reported_in,
    cast(incoming_fact.observation_id as varchar) as observation_id,
    cast(incoming_fact.submission_id as varchar) as submission_id,
    cast(coalesce(incoming_fact.load_id, incoming_dim_submission.load_id, $load_id) as bigint) as load_id,
    cast(incoming_fact.cause as varchar) as cause
from incoming_fact
left join incoming_dim_submission
    on incoming_fact.submission_id = incoming_dim_submission.submission_id
