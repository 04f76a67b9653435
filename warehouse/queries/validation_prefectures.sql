-- Grain: one row per prefecture that had to report for the month.
with waiting as (
    select
        coalesce(dim_region.prefecture_code, ops_issue.region_code) as region_code,
        count(*) filter (where coalesce(ops_issue.status, 'open') = 'open') as open_issues
    from ops_issue
    left join dim_region
        on ops_issue.region_code = dim_region.region_code
    where ops_issue.period = $period
    group by 1
),
approved as (
    select
        dim_submission.submitter_code,
        string_agg(distinct ops_baseline.approved_by, '、' order by ops_baseline.approved_by) as approved_by
    from ops_baseline
    join dim_submission
        on ops_baseline.submission_id = dim_submission.submission_id
    where ops_baseline.period = $period
    group by dim_submission.submitter_code
)
select
    fct_reporting.region_code,
    fct_reporting.name_zh,
    fct_reporting.state,
    fct_reporting.files,
    fct_reporting.found,
    fct_reporting.accepted,
    fct_reporting.provisional,
    fct_reporting.held,
    fct_reporting.repeat,
    fct_reporting.not_a_statistic,
    fct_reporting.accepted
    / nullif(fct_reporting.accepted + fct_reporting.provisional + fct_reporting.held, 0) as pass_share,
    coalesce(waiting.open_issues, 0) as open_issues,
    approved.approved_by
from fct_reporting
left join waiting
    on fct_reporting.region_code = waiting.region_code
left join approved
    on fct_reporting.region_code = approved.submitter_code
where fct_reporting.period = $period
order by fct_reporting.region_code
