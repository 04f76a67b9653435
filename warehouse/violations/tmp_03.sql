-- Grain: one row per month figure that looks like a year-to-date one: near or above what the year had reached before
-- while far above the usual month, or equal to the year-to-date figure beside it while earlier months are not zero.
with allowed as (
    select
        max(value) filter (where name = 'tolerance') as tolerance,
        max(value) filter (where name = 'min_ratio') as min_ratio
    from ref_threshold
    where rule_id = 'TMP-03'
        and indicator_code = ''
),
reached as (
    select
        figure.observation_id,
        past.value as past_ytd,
        past.observation_id as past_id
    from figure
    join past
        on past.region_code = figure.region_code
        and past.indicator_code = figure.indicator_code
        and past.scope = figure.scope
        and past.period_type = 'ytd'
        and past.year_number = figure.year_number
        and past.month_index < figure.month_index
        and replace(past.series_key, '|ytd|', '|month|') = figure.series_key
    where figure.period_type = 'month'
        and past.value > 0
    qualify row_number() over (
        partition by figure.observation_id
        order by past.month_index desc
    ) = 1
),
usual as (
    select
        figure.observation_id,
        median(past.value) as median_month,
        count(*) as months
    from figure
    join past
        on past.series_key = figure.series_key
        and past.month_index < figure.month_index
    where figure.period_type = 'month'
    group by figure.observation_id
),
beside as (
    select
        month_figure.observation_id,
        total.observation_id as total_id,
        total.value as total_value
    from figure as month_figure
    join figure as total
        on total.submitter_code = month_figure.submitter_code
        and total.region_code = month_figure.region_code
        and total.indicator_code = month_figure.indicator_code
        and total.period = month_figure.period
        and total.scope = month_figure.scope
        and total.dims_key = month_figure.dims_key
        and total.period_type = 'ytd'
    where month_figure.period_type = 'month'
)
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    concat_ws('|', reached.past_id, beside.total_id) as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', figure.indicator,
        'value', figure.value,
        'a', reached.past_ytd
    ) as evidence
from figure
join reached
    on reached.observation_id = figure.observation_id
left join usual
    on usual.observation_id = figure.observation_id
left join beside
    on beside.observation_id = figure.observation_id
cross join allowed
where (
        usual.months >= 3
        and figure.value >= reached.past_ytd * (1 - allowed.tolerance)
        and figure.value >= allowed.min_ratio * usual.median_month
    )
    or (
        beside.total_value = figure.value
        and figure.value >= reached.past_ytd
    )
