-- Grain: one row per flow that jumped: a month against the month before (the same month last year where seasonal), the
-- month's increment of a year-to-date figure against the average month of the year so far.
with allowed as (
    select
        max(value) filter (where name = 'max_ratio') as max_ratio,
        max(value) filter (where name = 'min_change') as min_change
    from ref_threshold
    where rule_id = 'TMP-07'
        and indicator_code = ''
),
month_compared as (
    select
        figure.observation_id,
        figure.value as current_value,
        past.value as reference_value,
        past.period as past_period,
        past.observation_id as past_id
    from figure
    join dim_indicator
        on dim_indicator.indicator_code = figure.indicator_code
    join past
        on past.series_key = figure.series_key
        and past.month_index = figure.month_index
            - case when len(dim_indicator.season_months) > 0 then 12 else 1 end
    where figure.period_type = 'month'
        and figure.measure_type in ('flow', 'money')
),
increment_compared as (
    select
        figure.observation_id,
        figure.value - past.value as current_value,
        past.value / past.month_number as reference_value,
        past.period as past_period,
        past.observation_id as past_id
    from figure
    join dim_indicator
        on dim_indicator.indicator_code = figure.indicator_code
    join past
        on past.series_key = figure.series_key
        and past.year_number = figure.year_number
        and past.month_index = figure.month_index - 1
    where figure.period_type = 'ytd'
        and figure.measure_type in ('flow', 'money')
        and len(dim_indicator.season_months) = 0
        and past.month_number >= 3
        and figure.value > past.value
),
compared as (
    select *
    from month_compared
    union all
    select *
    from increment_compared
)
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    compared.past_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', figure.indicator,
        'value', compared.current_value,
        'previous_period', compared.past_period,
        'a', compared.reference_value,
        'r', compared.current_value / compared.reference_value
    ) as evidence
from compared
join figure
    on figure.observation_id = compared.observation_id
cross join allowed
where compared.reference_value > 0
    and abs(compared.current_value - compared.reference_value) > allowed.min_change
    and (
        compared.current_value / compared.reference_value > allowed.max_ratio
        or (
            figure.period_type = 'month'
            and compared.current_value > 0
            and compared.current_value / compared.reference_value < 1 / allowed.max_ratio
        )
    )
