-- Grain: one row per prefecture that reported without some core indicator due in the month.
with due as (
    select
        dim_indicator.indicator_code,
        dim_indicator.name_zh
    from dim_indicator
    cross join run_month
    where dim_indicator.tier = 'core'
        and (
            dim_indicator.frequency = 'M'
            or (dim_indicator.frequency = 'Q' and right(run_month.period, 2) in ('03', '06', '09', '12'))
            or (dim_indicator.frequency = 'A' and right(run_month.period, 2) = '12')
        )
        and dim_indicator.is_wording_of is null
        and (
            len(dim_indicator.season_months) = 0
            or list_contains(dim_indicator.season_months, cast(right(run_month.period, 2) as integer))
        )
),
reporter as (
    select distinct submitter_code
    from effective_observation
    where indicator_code is not null
        and reported_in = (select period from run_month)
)
select
    cast(null as varchar) as observation_id,
    cast(null as varchar) as submission_id,
    reporter.submitter_code,
    reporter.submitter_code as region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object('n', count(*), 'list', string_agg(due.name_zh, '、' order by due.indicator_code)) as evidence
from reporter
cross join due
where not exists (
    select 1
    from effective_observation
    where effective_observation.submitter_code = reporter.submitter_code
        and effective_observation.indicator_code = due.indicator_code
)
group by reporter.submitter_code
