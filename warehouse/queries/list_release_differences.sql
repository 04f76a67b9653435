-- Grain: one row per fact key that a release holds otherwise than the facts stand now.
with released as (
    select rel_fact.*
    from rel_fact
    where rel_fact.release_number = $release_number
),
standing as (
    select fct_observation.*
    from fct_observation
    where fct_observation.recorded_to is null
        and fct_observation.period in (
            select rel_release.period
            from rel_release
            where rel_release.release_number = $release_number
        )
),
ended as (
    select
        observation_key,
        arg_max(ended_by, version) as ended_by,
        max(recorded_to) as recorded_to
    from fct_observation
    where recorded_to is not null
    group by observation_key
),
compared as (
    select
        coalesce(standing.observation_key, released.observation_key) as observation_key,
        coalesce(standing.region_code, released.region_code) as region_code,
        coalesce(standing.period, released.period) as period,
        coalesce(standing.period_type, released.period_type) as period_type,
        coalesce(standing.indicator_code, released.indicator_code) as indicator_code,
        coalesce(standing.cause, ended.ended_by) as cause,
        coalesce(standing.recorded_from, ended.recorded_to) as changed_at,
        released.value as previous_value,
        standing.value,
        released.status as previous_status,
        standing.status,
        coalesce(standing.reported_in, released.reported_in) as reported_in
    from released
    full outer join standing
        on released.observation_key = standing.observation_key
    left join ended
        on released.observation_key = ended.observation_key
    where released.observation_key is null
        or standing.observation_key is null
        or released.value is distinct from standing.value
        or released.status is distinct from standing.status
)
select
    compared.observation_key,
    compared.region_code,
    coalesce(dim_region.name_zh, compared.region_code) as region_name,
    compared.period,
    compared.period_type,
    compared.indicator_code,
    coalesce(dim_indicator.name_zh, compared.indicator_code) as indicator_name,
    dim_indicator.unit_base as unit_code,
    compared.cause,
    compared.changed_at,
    compared.previous_value,
    compared.value,
    compared.previous_status,
    compared.status,
    compared.reported_in
from compared
left join dim_region
    on compared.region_code = dim_region.region_code
left join dim_indicator
    on compared.indicator_code = dim_indicator.indicator_code
order by
    compared.changed_at desc,
    compared.region_code,
    compared.indicator_code,
    compared.observation_key
