-- Grain: one row per year-to-date figure below the latest one of the same year.
with last_known as (
    select
        figure.observation_id,
        past.observation_id as past_id,
        past.period as past_period,
        past.value as past_value,
        past.low as past_low
    from figure
    join past
        on past.series_key = figure.series_key
        and past.year_number = figure.year_number
        and past.month_index < figure.month_index
    where figure.period_type = 'ytd'
    qualify row_number() over (
        partition by figure.observation_id
        order by past.month_index desc
    ) = 1
)
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    last_known.past_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', figure.indicator,
        'previous_period', last_known.past_period,
        'a', last_known.past_value,
        'b', figure.value
    ) as evidence
from last_known
join figure
    on figure.observation_id = last_known.observation_id
where figure.high < last_known.past_low
