-- Grain: one row per plan group and prefecture whose report states a figure about the group (`stated` indicators), has
-- one that is held, or only names the group (both 0). A closed month is read from its release.
with fact as (
    select
        region_code,
        indicator_code,
        audience_code,
        observation_id,
        submission_id
    from rel_fact
    where release_number = $release_number
        and value is not null
    union all
    select
        region_code,
        indicator_code,
        audience_code,
        observation_id,
        submission_id
    from fct_current
    where $release_number is null
        and period = $period
        and value is not null
),
grouped as (
    select
        dim_audience.audience_code as group_code,
        fact.region_code,
        fact.indicator_code,
        fact.submission_id,
        'stated' as kind
    from fact
    join dim_audience
        on fact.audience_code = dim_audience.audience_code
        and dim_audience.is_plan_group
    union all
    select
        plan_group_indicator.audience_code as group_code,
        fact.region_code,
        fact.indicator_code,
        fact.submission_id,
        'stated' as kind
    from fact
    join plan_group_indicator
        on fact.indicator_code = plan_group_indicator.indicator_code
    union all
    select
        fct_observation_audience.audience_code as group_code,
        fact.region_code,
        fact.indicator_code,
        fact.submission_id,
        'named' as kind
    from fact
    join fct_observation_audience
        on fact.observation_id = fct_observation_audience.observation_id
    union all
    select
        dim_audience.audience_code as group_code,
        ops_observation.region_code,
        ops_observation.indicator_code,
        ops_observation.submission_id,
        'held' as kind
    from ops_observation
    left join plan_group_indicator
        on ops_observation.indicator_code = plan_group_indicator.indicator_code
    join dim_audience
        on dim_audience.audience_code in (ops_observation.audience_code, plan_group_indicator.audience_code)
    where ops_observation.reported_in = $period
        and ops_observation.period = $period
        and ops_observation.status = 'held'
        and ops_observation.superseded_by_load is null
)
select
    dim_audience.audience_code as group_code,
    dim_audience.name_zh as group_name,
    grouped.region_code,
    count(distinct grouped.indicator_code) filter (where grouped.kind = 'stated') as stated,
    count(*) filter (where grouped.kind = 'held') as held,
    bool_or(coalesce(dim_submission.is_synthetic, false)) as is_synthetic
from dim_audience
left join grouped
    on dim_audience.audience_code = grouped.group_code
    and grouped.region_code in (
        select dim_region.region_code
        from dim_region
        where dim_region.is_reporter
    )
left join dim_submission
    on grouped.submission_id = dim_submission.submission_id
where dim_audience.is_plan_group
group by
    dim_audience.audience_code,
    dim_audience.name_zh,
    grouped.region_code
order by
    dim_audience.audience_code,
    grouped.region_code
