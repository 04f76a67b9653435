-- Grain: one row per month figure far from the median of its own history, in robust units of log1p.
with allowed as (
    select
        max(value) filter (where name = 'max_z') as max_z,
        max(value) filter (where name = 'min_months') as min_months,
        max(value) filter (where name = 'mad_floor') as mad_floor
    from ref_threshold
    where rule_id = 'TMP-08'
        and indicator_code = ''
),
history as (
    select
        figure.observation_id,
        figure.value as current_value,
        past.value as past_value,
        ln(1 + past.value) as past_log
    from figure
    join dim_indicator
        on dim_indicator.indicator_code = figure.indicator_code
    join past
        on past.series_key = figure.series_key
        and past.month_index < figure.month_index
        and (
            len(dim_indicator.season_months) = 0
            or list_contains(dim_indicator.season_months, past.month_number)
                = list_contains(dim_indicator.season_months, figure.month_number)
        )
    where figure.period_type = 'month'
        and figure.measure_type in ('flow', 'money')
        and figure.value >= 0
        and past.value >= 0
),
scored as (
    select
        observation_id,
        median(past_value) as median_value,
        count(*) as months,
        0.6745 * (ln(1 + any_value(current_value)) - median(past_log))
            / greatest(mad(past_log), any_value(allowed.mad_floor)) as z
    from history
    cross join allowed
    group by observation_id
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
        'median', scored.median_value,
        'z', scored.z
    ) as evidence
from scored
join figure
    on figure.observation_id = scored.observation_id
cross join allowed
where scored.months >= allowed.min_months
    and abs(scored.z) > allowed.max_z
