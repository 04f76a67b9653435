-- Grain: one row per issue that passes the filters, with what stewards have decided since; in the order asked for.
with returned as (
    select unnest($returned_ids::varchar[]) as issue_id
),
decided as (
    select unnest($decided_ids::varchar[]) as issue_id
),
queue as (
    select
        ops_issue.issue_id,
        ops_issue.period,
        coalesce(dim_region.prefecture_code, ops_issue.region_code) as prefecture_code,
        ops_issue.region_code,
        coalesce(dim_region.name_zh, '未识别单位') as region_name,
        ops_issue.severity,
        ops_issue.effect,
        ops_issue.title,
        ops_issue.rule_ids,
        ops_observation.indicator_code,
        coalesce(dim_indicator.name_zh, ops_observation.indicator_text, '整个文件') as indicator_name,
        ops_issue.source_file,
        ops_issue.member,
        ops_issue.address,
        ops_issue.raw,
        ops_issue.suggestion_value,
        dim_indicator.unit_base as unit_code,
        coalesce(ops_issue.weight, 0) as weight,
        case
            when ops_issue.status = 'closed' then 'closed'
            when returned.issue_id is not null then 'returned'
            when decided.issue_id is not null then 'decided'
            else coalesce(ops_issue.status, 'open')
        end as status,
        case ops_issue.effect
            when 'hold_file' then 0
            when 'hold_value' then 1
            when 'needs_explanation' then 2
            else 3
        end as effect_rank,
        case ops_issue.severity
            when 'critical' then 0
            when 'warning' then 1
            else 2
        end as severity_rank
    from ops_issue
    left join dim_region
        on ops_issue.region_code = dim_region.region_code
    left join ops_observation
        on ops_issue.observation_ids[1] = ops_observation.observation_id
    left join dim_indicator
        on ops_observation.indicator_code = dim_indicator.indicator_code
    left join returned
        on ops_issue.issue_id = returned.issue_id
    left join decided
        on ops_issue.issue_id = decided.issue_id
),
filtered as (
    select
        queue.*,
        case $sort
            when 'region_name' then queue.region_code
            when 'indicator_name' then queue.indicator_name
            when 'rule_ids' then array_to_string(queue.rule_ids, ' ')
            when 'status' then queue.status
            when 'title' then queue.title
            when 'period' then queue.period
        end as sort_text,
        case $sort
            when 'severity' then queue.severity_rank
            when 'effect' then queue.effect_rank
            when 'weight' then queue.weight
        end as sort_number
    from queue
    where ($period is null or queue.period = $period)
        and ($prefecture is null or queue.prefecture_code = $prefecture)
        and ($rule is null or list_contains(queue.rule_ids, $rule))
        and ($severity is null or queue.severity = $severity)
        and ($indicator is null or queue.indicator_code = $indicator)
        and ($status is null or queue.status = $status)
        and ($words is null or contains(concat_ws(' ', queue.title, queue.source_file, queue.raw), $words))
)
select
    issue_id,
    period,
    prefecture_code,
    region_code,
    region_name,
    severity,
    effect,
    title,
    rule_ids,
    indicator_code,
    indicator_name,
    source_file,
    member,
    address,
    raw,
    suggestion_value,
    unit_code,
    weight,
    status,
    count(*) over () as total
from filtered
order by
    case when $descending then null else sort_number end,
    case when $descending then sort_number end desc,
    case when $descending then null else sort_text end,
    case when $descending then sort_text end desc,
    effect_rank,
    weight desc,
    region_code,
    issue_id
limit $limit
offset $offset
