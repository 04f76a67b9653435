-- Grain: one row per prefecture figure whose level per inhabitant stands apart from the other prefectures.
-- A place that does more of everything is no outlier in each item: where enough items are known, its own general level is
-- taken out first, and what is left is judged more finely. A level that was accepted before is not news again.
with allowed as (
    select
        max(value) filter (where name = 'max_z') as max_z,
        max(value) filter (where name = 'min_peers') as min_peers,
        max(value) filter (where name = 'mad_floor') as mad_floor,
        max(value) filter (where name = 'min_items') as min_items,
        max(value) filter (where name = 'rest_floor') as rest_floor,
        max(value) filter (where name = 'accustomed_months') as accustomed_months,
        max(value) filter (where name = 'accustomed_factor') as accustomed_factor
    from ref_threshold
    where rule_id = 'OUT-04'
        and indicator_code = ''
),
per_head as (
    select
        figure.observation_id,
        figure.region_code,
        figure.period,
        figure.period_type,
        figure.value,
        concat_ws('|', figure.indicator_code, figure.period, figure.period_type, figure.scope, figure.dims_key)
            as group_key,
        figure.value / ref_population.persons as rate,
        ln(figure.value / ref_population.persons) as log_rate
    from figure
    join ref_population
        on ref_population.region_code = figure.region_code
    where figure.region_level = 2
        and figure.value > 0
        and figure.measure_type in ('flow', 'money', 'stock')
        and figure.period_type in ('month', 'ytd', 'stock')
),
deviating as (
    select
        per_head.*,
        count(*) over (partition by group_key) as peers,
        log_rate - median(log_rate) over (partition by group_key) as deviation
    from per_head
),
placed as (
    select
        deviating.*,
        count(*) over place_items >= allowed.min_items as has_general_level,
        median(deviation) over place_items as general_level
    from deviating
    cross join allowed
    where deviating.peers >= allowed.min_peers
    window place_items as (partition by region_code, period, period_type)
),
left_over as (
    select
        placed.*,
        case when has_general_level then deviation - general_level else deviation end as rest
    from placed
),
spread as (
    select
        group_key,
        mad(rest) as spread
    from left_over
    group by group_key
),
scored as (
    select
        left_over.observation_id,
        left_over.rate,
        left_over.peers,
        0.6745 * left_over.rest / greatest(
            spread.spread,
            case when left_over.has_general_level then allowed.rest_floor else allowed.mad_floor end,
            1 / sqrt(least(left_over.value, left_over.value * exp(-left_over.rest)))
        ) as z
    from left_over
    join spread
        on spread.group_key = left_over.group_key
    cross join allowed
),
outlying as (
    select
        figure.*,
        scored.rate,
        scored.peers,
        scored.z
    from scored
    join figure
        on figure.observation_id = scored.observation_id
    cross join allowed
    where abs(scored.z) > allowed.max_z
),
accustomed as (
    select outlying.observation_id
    from outlying
    join past
        on past.series_key = outlying.series_key
        and past.month_index between outlying.month_index - 12 and outlying.month_index - 1
        and past.status = 'accepted'
        and past.value > 0
    cross join allowed
    where outlying.value
        / (past.value * case when outlying.period_type = 'ytd' then outlying.month_number / past.month_number else 1 end)
        between 1 / allowed.accustomed_factor and allowed.accustomed_factor
    group by outlying.observation_id
    having count(*) >= any_value(allowed.accustomed_months)
)
select
    outlying.observation_id,
    outlying.submission_id,
    outlying.submitter_code,
    outlying.region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', outlying.indicator,
        'value', outlying.value,
        'per_10k', outlying.rate * 10000,
        'peers', outlying.peers,
        'z', outlying.z
    ) as evidence
from outlying
where outlying.observation_id not in (select accustomed.observation_id from accustomed)
