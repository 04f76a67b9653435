-- Grain: one row per month figure that says zero for a seasonal activity in its season.
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object('indicator', figure.indicator, 'month', figure.period) as evidence
from figure
join dim_indicator
    on dim_indicator.indicator_code = figure.indicator_code
where figure.period_type = 'month'
    and list_contains(dim_indicator.season_months, figure.month_number)
    and figure.region_level = 2
    and figure.value = 0
