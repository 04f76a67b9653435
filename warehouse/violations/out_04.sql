-- Grain: one row per prefecture figure whose level per inhabitant stands apart from the other prefectures.
with allowed as (
    select
        max(value) filter (where name = 'max_z') as max_z,
        max(value) filter (where name = 'min_peers') as min_peers,
        max(value) filter (where name = 'mad_floor') as mad_floor
    from ref_threshold
    where rule_id = 'OUT-04'
        and indicator_code = ''
),
per_head as (
    select
        figure.observation_id,
        concat_ws('|', figure.indicator_code, figure.period, figure.period_type, figure.scope, figure.dims_key)
            as group_key,
        figure.value / ref_population.persons as rate,
        ln(figure.value / ref_population.persons) as log_rate
    from figure
    join ref_population
        on ref_population.region_code = figure.region_code
    where figure.region_level = 2
        and figure.value > 0
        and figure.measure_type in ('flow', 'money')
        and figure.period_type in ('month', 'ytd')
),
centre as (
    select
        group_key,
        count(*) as peers,
        median(log_rate) as median_rate,
        mad(log_rate) as spread
    from per_head
    group by group_key
),
scored as (
    select
        per_head.observation_id,
        per_head.rate,
        centre.peers,
        0.6745 * (per_head.log_rate - centre.median_rate) / greatest(centre.spread, allowed.mad_floor) as z
    from per_head
    join centre
        on centre.group_key = per_head.group_key
    cross join allowed
    where centre.peers >= allowed.min_peers
)
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', figure.indicator,
        'value', figure.value,
        'per_10k', scored.rate * 10000,
        'peers', scored.peers,
        'z', scored.z
    ) as evidence
from scored
join figure
    on figure.observation_id = scored.observation_id
cross join allowed
where abs(scored.z) > allowed.max_z
