-- Grain: one row per flow that jumped: a month against the month before (the same month last year where seasonal), the
-- month's increment of a year-to-date figure against the average month of the year so far, in the first quarter (too
-- few months for that) the figure itself against last year's. A jump that places of the same level share is none: the
-- ratio is also held against their median ratio.
with allowed as (
    select
        max(value) filter (where name = 'max_ratio') as max_ratio,
        max(value) filter (where name = 'min_change') as min_change,
        max(value) filter (where name = 'min_peers') as min_peers
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
year_compared as (
    select
        figure.observation_id,
        figure.value as current_value,
        past.value as reference_value,
        past.period as past_period,
        past.observation_id as past_id
    from figure
    join past
        on past.series_key = figure.series_key
        and past.month_index = figure.month_index - 12
    where figure.period_type = 'ytd'
        and figure.measure_type in ('flow', 'money')
        and figure.month_number <= 3
),
compared as (
    select *
    from month_compared
    union all
    select *
    from increment_compared
    union all
    select *
    from year_compared
),
shared as (
    select
        compared.*,
        compared.current_value / compared.reference_value as ratio,
        median(compared.current_value / compared.reference_value) over peers as peer_ratio,
        count(*) over peers as peer_count
    from compared
    join figure
        on figure.observation_id = compared.observation_id
    where compared.reference_value > 0
        and compared.current_value > 0
    window peers as (
        partition by figure.region_level, substr(figure.series_key, 1 + length(figure.region_code)), figure.period
    )
),
ratios as (
    select
        shared.*,
        case when shared.peer_count >= allowed.min_peers then shared.ratio / shared.peer_ratio else shared.ratio end
            as own_ratio
    from shared
    cross join allowed
)
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    ratios.past_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', figure.indicator,
        'value', ratios.current_value,
        'previous_period', ratios.past_period,
        'a', ratios.reference_value,
        'r', ratios.ratio
    ) as evidence
from ratios
join figure
    on figure.observation_id = ratios.observation_id
cross join allowed
where abs(ratios.current_value - ratios.reference_value) > allowed.min_change
    and (
        least(ratios.ratio, ratios.own_ratio) > allowed.max_ratio
        or (
            figure.period_type = 'month'
            and greatest(ratios.ratio, ratios.own_ratio) < 1 / allowed.max_ratio
        )
    )
