-- Grain: one row per indicator that a reporter stated in each of the months before and leaves out now.
with allowed as (
    select
        max(value) filter (where name = 'min_months') as min_months
    from ref_threshold
    where rule_id = 'CMP-04'
        and indicator_code = ''
),
reporter as (
    select distinct submitter_code
    from effective_observation
),
recent as (
    select
        past.region_code,
        past.indicator_code,
        count(distinct past.month_index) as months,
        arg_max(past.observation_id, past.month_index) as last_id
    from past
    cross join run_month
    cross join allowed
    where past.month_index
            >= cast(left(run_month.period, 4) as integer) * 12 + cast(right(run_month.period, 2) as integer)
            - allowed.min_months
        and past.period_type in ('month', 'ytd', 'stock')
    group by past.region_code, past.indicator_code
    having count(distinct past.month_index) >= any_value(allowed.min_months)
)
select
    cast(null as varchar) as observation_id,
    cast(null as varchar) as submission_id,
    recent.region_code as submitter_code,
    recent.region_code,
    recent.last_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', dim_indicator.name_zh,
        'indicator_code', recent.indicator_code,
        'n', recent.months
    ) as evidence
from recent
join reporter
    on reporter.submitter_code = recent.region_code
join dim_indicator
    on dim_indicator.indicator_code = recent.indicator_code
where not exists (
    select 1
    from effective_observation
    where effective_observation.region_code = recent.region_code
        and effective_observation.indicator_code = recent.indicator_code
)
