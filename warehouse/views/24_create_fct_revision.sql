-- Grain: one row per fact key and version after the first, and per end of a key that nothing followed at that instant
-- (under the number that a next version would have).
create or replace view fct_revision as
with versions as (
    select
        fct_observation.*,
        lag(fct_observation.value) over by_version as previous_value,
        lag(fct_observation.status) over by_version as previous_status,
        lag(fct_observation.observation_id) over by_version as previous_observation_id,
        lead(fct_observation.recorded_from) over by_version as next_from
    from fct_observation
    window by_version as (partition by fct_observation.observation_key order by fct_observation.version)
),
changes as (
    select
        observation_key,
        version,
        region_code,
        period,
        period_type,
        indicator_code,
        scope,
        cause,
        recorded_from as changed_at,
        previous_value,
        value,
        previous_status,
        status,
        previous_observation_id,
        observation_id,
        reported_in
    from versions
    where version > 1
    union all
    select
        observation_key,
        version + 1 as version,
        region_code,
        period,
        period_type,
        indicator_code,
        scope,
        ended_by as cause,
        recorded_to as changed_at,
        value as previous_value,
        cast(null as double) as value,
        status as previous_status,
        cast(null as varchar) as status,
        observation_id as previous_observation_id,
        cast(null as varchar) as observation_id,
        reported_in
    from versions
    where recorded_to is not null
        and next_from is distinct from recorded_to
)
select
    observation_key,
    version,
    region_code,
    period,
    period_type,
    indicator_code,
    scope,
    cause,
    changed_at,
    previous_value,
    value,
    previous_status,
    status,
    previous_observation_id,
    observation_id,
    reported_in
from changes
