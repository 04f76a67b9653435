-- Grain: one row per status of the month's issues.
select
    ops_issue.status,
    count(*) as issues
from ops_issue
where ops_issue.period = $period
group by ops_issue.status
order by ops_issue.status
