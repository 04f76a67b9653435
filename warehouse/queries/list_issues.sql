-- Grain: one row per issue, of one month and one place (its counties included) when they are given; heaviest first.
select
    ops_issue.issue_id,
    ops_issue.period,
    ops_issue.region_code,
    ops_issue.severity,
    ops_issue.effect,
    ops_issue.title,
    ops_issue.rule_ids,
    ops_issue.observation_ids,
    ops_issue.source_file,
    ops_issue.member,
    ops_issue.address,
    ops_issue.raw,
    ops_issue.suggestion_value,
    ops_issue.suggestion_reason,
    ops_issue.evidence,
    coalesce(ops_issue.weight, 0) as weight,
    coalesce(ops_issue.status, 'open') as status,
    ops_issue.submission_id
from ops_issue
left join dim_region
    on ops_issue.region_code = dim_region.region_code
where ($period is null or ops_issue.period = $period)
    and ($region is null or ops_issue.region_code = $region or dim_region.prefecture_code = $region)
    and starts_with(ops_issue.issue_id, $prefix)
order by
    ops_issue.period,
    case ops_issue.effect
        when 'hold_file' then 0
        when 'hold_value' then 1
        when 'needs_explanation' then 2
        else 3
    end,
    weight desc,
    ops_issue.region_code,
    ops_issue.issue_id
