-- Grain: one row per open issue of the month, heaviest first.
select
    ops_issue.issue_id,
    ops_issue.title,
    coalesce(dim_region.name_zh, ops_issue.region_code) as region_name,
    coalesce(ops_issue.weight, 0) as weight
from ops_issue
left join dim_region
    on ops_issue.region_code = dim_region.region_code
where ops_issue.period = $period
    and coalesce(ops_issue.status, 'open') = 'open'
order by
    weight desc,
    ops_issue.issue_id
