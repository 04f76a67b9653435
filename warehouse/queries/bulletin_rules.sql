-- Grain: one row per rule that failed for the month, most often first.
select
    ops_violation.rule_id,
    ops_violation.effect,
    count(*) as failed,
    count(distinct ops_violation.submitter_code) filter (where dim_region.is_reporter) as prefectures,
    coalesce(regexp_replace(any_value(dim_rule.message_zh), '(\{[^{}]*\})+', '×', 'g'), '') as wording
from ops_violation
left join dim_rule
    on ops_violation.rule_id = dim_rule.rule_id
left join dim_region
    on ops_violation.submitter_code = dim_region.region_code
where ops_violation.period = $period
    and ops_violation.outcome = 'fail'
group by
    ops_violation.rule_id,
    ops_violation.effect
order by failed desc, ops_violation.rule_id, ops_violation.effect
