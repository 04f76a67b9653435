-- Grain: one row per year-to-date figure that lags behind its target by more than the allowed points.
with allowed as (
    select
        max(value) filter (where name = 'lag_points') as lag_points
    from ref_threshold
    where rule_id = 'TGT-01'
        and indicator_code = ''
),
target as (
    select
        region_code,
        indicator_code,
        target_year,
        value,
        observation_id
    from figure
    where period_type = 'target'
    union
    select
        region_code,
        indicator_code,
        target_year,
        value,
        observation_id
    from past
    where period_type = 'target'
)
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    target.observation_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', figure.indicator,
        'p', round(100 * figure.value / target.value, 1),
        'q', round(100.0 * figure.month_number / 12, 1)
    ) as evidence
from figure
join target
    on target.region_code = figure.region_code
    and target.indicator_code = figure.indicator_code
    and target.target_year = figure.year_number
cross join allowed
where figure.period_type = 'ytd'
    and target.value > 0
    and 100 * figure.value / target.value < 100.0 * figure.month_number / 12 - allowed.lag_points
