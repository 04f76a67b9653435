-- Grain: one row per month figure of a seasonal activity outside its season.
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object('indicator', figure.indicator, 'month', figure.period, 'value', figure.value) as evidence
from figure
join dim_indicator
    on dim_indicator.indicator_code = figure.indicator_code
where figure.period_type = 'month'
    and len(dim_indicator.season_months) > 0
    and not list_contains(dim_indicator.season_months, figure.month_number)
    and figure.low > 0
