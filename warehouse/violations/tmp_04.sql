-- Grain: one row per January whose year-to-date figure is not the month's.
select
    total.observation_id,
    total.submission_id,
    total.submitter_code,
    total.region_code,
    month_figure.observation_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object('indicator', total.indicator, 'a', total.value, 'b', month_figure.value) as evidence
from figure as total
join figure as month_figure
    on month_figure.submitter_code = total.submitter_code
    and month_figure.region_code = total.region_code
    and month_figure.indicator_code = total.indicator_code
    and month_figure.period = total.period
    and month_figure.scope = total.scope
    and month_figure.dims_key = total.dims_key
    and month_figure.period_type = 'month'
where total.period_type = 'ytd'
    and total.month_number = 1
    and (month_figure.low > total.high or month_figure.high < total.low)
