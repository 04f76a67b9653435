-- Grain: one row per year-to-date figure that is not last month's plus the month's, all three known.
select
    total.observation_id,
    total.submission_id,
    total.submitter_code,
    total.region_code,
    concat_ws('|', month_figure.observation_id, past.observation_id) as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', total.indicator,
        'total', total.value,
        'a', past.value,
        'b', month_figure.value,
        'diff', total.value - past.value - month_figure.value
    ) as evidence
from figure as total
join figure as month_figure
    on month_figure.submitter_code = total.submitter_code
    and month_figure.region_code = total.region_code
    and month_figure.indicator_code = total.indicator_code
    and month_figure.period = total.period
    and month_figure.scope = total.scope
    and month_figure.dims_key = total.dims_key
    and month_figure.period_type = 'month'
join past
    on past.series_key = total.series_key
    and past.year_number = total.year_number
    and past.month_index = total.month_index - 1
where total.period_type = 'ytd'
    and (
        past.low + month_figure.low > total.high
        or past.high + month_figure.high < total.low
    )
