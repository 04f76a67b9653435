-- Grain: one row per issue of a month and number it is about, in its order; of one place (with its counties) if given.
with named as (
    select
        issue_id,
        region_code,
        unnest(observation_ids) as observation_id,
        generate_subscripts(observation_ids, 1) as position
    from ops_issue
    where period = $period
)
select
    named.issue_id,
    named.position,
    ops_observation.observation_id,
    ops_observation.submission_id,
    ops_observation.member,
    ops_observation.address,
    ops_observation.start,
    ops_observation."end",
    ops_observation.raw,
    coalesce(ops_observation.value_reported, ops_observation.value) as value,
    coalesce(ops_observation.unit_code, ops_observation.unit) as unit,
    coalesce(dim_indicator.name_zh, ops_observation.indicator_text) as indicator,
    coalesce(region.name_zh, ops_observation.region_text) as region,
    ops_observation.period_type,
    dim_indicator.is_integer
from named
join ops_observation
    on named.observation_id = ops_observation.observation_id
left join dim_indicator
    on ops_observation.indicator_code = dim_indicator.indicator_code
left join dim_region as region
    on ops_observation.region_code = region.region_code
left join dim_region as place
    on named.region_code = place.region_code
where $region is null or named.region_code = $region or place.prefecture_code = $region
order by
    named.issue_id,
    named.position
