-- Grain: one row per figure about 10, 100 or 1000 times (or a part of) a history that is steady itself. A year to date
-- is held against what earlier months of the year lead to expect.
with allowed as (
    select
        max(value) filter (where name = 'band') as band,
        max(value) filter (where name = 'min_history') as min_history,
        max(value) filter (where name = 'max_spread') as max_spread
    from ref_threshold
    where rule_id = 'OUT-02'
        and indicator_code = ''
),
expectation as (
    select
        figure.observation_id,
        figure.value,
        case
            when figure.period_type = 'ytd' then past.value * figure.month_number / past.month_number
            else past.value
        end as expected,
        past.observation_id as past_id
    from figure
    join past
        on past.series_key = figure.series_key
        and past.month_index < figure.month_index
        and (figure.period_type <> 'ytd' or past.year_number = figure.year_number)
    where figure.value > 0
        and past.value > 0
        and figure.period_type in ('month', 'ytd', 'stock')
),
steady as (
    select
        observation_id,
        any_value(value) as value,
        median(expected) as expected,
        log10(any_value(value) / median(expected)) as magnitude,
        string_agg(past_id, '|' order by past_id) as past_ids
    from expectation
    cross join allowed
    group by observation_id
    having count(*) >= any_value(allowed.min_history)
        and max(expected) <= any_value(allowed.max_spread) * min(expected)
)
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    steady.past_ids as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', figure.indicator,
        'value', figure.value,
        'expected', steady.expected,
        'k', cast(round(steady.magnitude) as integer)
    ) as evidence
from steady
join figure
    on figure.observation_id = steady.observation_id
cross join allowed
where abs(round(steady.magnitude)) between 1 and 3
    and abs(steady.magnitude - round(steady.magnitude)) <= allowed.band
