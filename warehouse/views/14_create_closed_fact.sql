-- Grain: one row per fact key of a closed month: frozen in its latest release, or stated since.
create or replace view closed_fact as
with latest_release as (
    select
        period,
        max(release_number) as release_number
    from rel_release
    group by period
),
released as (
    select rel_fact.*
    from rel_fact
    join latest_release
        on rel_fact.release_number = latest_release.release_number
),
standing as (
    select
        fct_observation.*,
        latest_release.release_number
    from fct_observation
    join latest_release
        on fct_observation.period = latest_release.period
    where fct_observation.recorded_to is null
)
select
    coalesce(standing.release_number, released.release_number) as release_number,
    coalesce(standing.observation_key, released.observation_key) as observation_key,
    coalesce(standing.region_code, released.region_code) as region_code,
    coalesce(standing.period, released.period) as period,
    coalesce(standing.period_type, released.period_type) as period_type,
    coalesce(standing.indicator_code, released.indicator_code) as indicator_code,
    coalesce(standing.scope, released.scope) as scope,
    released.value as released_value,
    released.qualifier as released_qualifier,
    released.status as released_status,
    standing.value,
    standing.value_low,
    standing.value_high,
    standing.qualifier,
    standing.status,
    standing.cause,
    coalesce(standing.reported_in, released.reported_in) as reported_in,
    coalesce(standing.submission_id, released.submission_id) as submission_id,
    standing.observation_id,
    released.observation_id as released_observation_id,
    case
        when released.observation_key is null then 'added'
        when standing.observation_key is null then 'withdrawn'
        when standing.value is distinct from released.value
            or standing.value_low is distinct from released.value_low
            or standing.value_high is distinct from released.value_high
            or standing.qualifier is distinct from released.qualifier
            or standing.unit_code is distinct from released.unit_code
            or standing.state is distinct from released.state
            then 'restated'
        when standing.status is distinct from released.status then 'confirmed'
        else 'same'
    end as change
from released
full outer join standing
    on released.observation_key = standing.observation_key
