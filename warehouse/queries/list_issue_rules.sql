-- Grain: one row per rule of an issue, with the version that failed.
select
    rule_id,
    max(rule_version) as rule_version
from ops_violation
where issue_id = $issue_id
    and outcome = 'fail'
group by rule_id
order by rule_id
