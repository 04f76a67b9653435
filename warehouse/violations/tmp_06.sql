-- Grain: one row per stock that fell so far that the month's new items were probably reported. It follows from TMP-05.
with allowed as (
    select
        max(value) filter (where name = 'share') as share,
        max(value) filter (where name = 'min_stock') as min_stock
    from ref_threshold
    where rule_id = 'TMP-06'
        and indicator_code = ''
),
last_known as (
    select
        figure.observation_id,
        past.observation_id as past_id,
        past.period as past_period,
        past.value as past_value,
        past.low as past_low,
        past.high as past_high
    from figure
    join past
        on past.series_key = figure.series_key
        and past.month_index < figure.month_index
    where figure.period_type = 'stock'
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
        'b', figure.value,
        'follows_from', 'TMP-05'
    ) as evidence
from last_known
join figure
    on figure.observation_id = last_known.observation_id
cross join allowed
where last_known.past_value >= allowed.min_stock
    and figure.high < allowed.share * last_known.past_value
