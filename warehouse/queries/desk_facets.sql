-- Grain: one row per kind of filter and code that occurs among the issues of a month, with its number of issues.
with queue as (
    select
        ops_issue.issue_id,
        ops_issue.severity,
        ops_issue.rule_ids,
        coalesce(dim_region.prefecture_code, ops_issue.region_code) as prefecture_code,
        ops_observation.indicator_code
    from ops_issue
    left join dim_region
        on ops_issue.region_code = dim_region.region_code
    left join ops_observation
        on ops_issue.observation_ids[1] = ops_observation.observation_id
    where ($period is null or ops_issue.period = $period)
        and ($prefecture is null or coalesce(dim_region.prefecture_code, ops_issue.region_code) = $prefecture)
),
facets as (
    select 'prefecture' as kind, prefecture_code as code from queue
    union all
    select 'severity' as kind, severity as code from queue
    union all
    select 'indicator' as kind, indicator_code as code from queue where indicator_code is not null
    union all
    select 'rule' as kind, unnest(rule_ids) as code from queue
)
select
    facets.kind,
    facets.code,
    count(*) as issues
from facets
group by facets.kind, facets.code
order by facets.kind, facets.code
