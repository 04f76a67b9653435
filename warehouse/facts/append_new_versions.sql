-- Grain: one row per fact key and recorded interval. Appends the new version of what changed or is new.
insert into fct_observation (
    observation_key,
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
    unit_code,
    state,
    maturity,
    as_of,
    status,
    is_corrected,
    submitter_code,
    reported_in,
    observation_id,
    submission_id,
    load_id,
    version,
    cause,
    ended_by,
    recorded_from,
    recorded_to
)
with closed_before as (
    select
        observation_key,
        max(recorded_to) as recorded_to
    from fct_observation
    where period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
        and observation_key in (select desired_fact.observation_key from desired_fact)
    group by observation_key
)
select
    desired_fact.observation_key,
    desired_fact.region_code,
    desired_fact.period,
    desired_fact.period_type,
    desired_fact.indicator_code,
    desired_fact.scope,
    desired_fact.audience_code,
    desired_fact.channel_code,
    desired_fact.venue_code,
    desired_fact.funding_code,
    desired_fact.event_id,
    desired_fact.target_year,
    desired_fact.value,
    desired_fact.value_low,
    desired_fact.value_high,
    desired_fact.qualifier,
    desired_fact.unit_code,
    desired_fact.state,
    desired_fact.maturity,
    desired_fact.as_of,
    desired_fact.status,
    desired_fact.is_corrected,
    desired_fact.submitter_code,
    desired_fact.reported_in,
    desired_fact.observation_id,
    desired_fact.submission_id,
    desired_fact.load_id,
    fact_change.last_version + 1 as version,
    fact_change.cause,
    cast(null as varchar) as ended_by,
    greatest(cast($recorded_at as timestamp), closed_before.recorded_to) as recorded_from,
    cast(null as timestamp) as recorded_to
from desired_fact
join fact_change
    on desired_fact.observation_key = fact_change.observation_key
left join closed_before
    on desired_fact.observation_key = closed_before.observation_key
where fact_change.action in ('append', 'replace')
