-- Grain: one row per total of the five groups that they and the others cannot make up.
-- Which of them is wrong is not known here: the row names no number, and all of them are operands, the total first.
with summed as (
    select
        balance.total_id,
        any_value(balance.identity) as identity,
        count(*) filter (where not balance.is_own_level) = any_value(balance.part_count) as is_complete,
        sum(part.value) as part_sum,
        sum(part.low) as part_low,
        sum(part.high) as part_high,
        string_agg(part.observation_id, '|' order by part.observation_id) as operand_ids
    from balance
    join figure as part
        on part.observation_id = balance.part_id
    where balance.balance_kind = 'indicator'
    group by balance.total_id
),
tolerance as (
    select
        max(value) filter (where name = 'tolerance') as width
    from ref_threshold
    where rule_id = 'BAL-01'
        and indicator_code = ''
)
select
    cast(null as varchar) as observation_id,
    total.submission_id,
    total.submitter_code,
    total.region_code,
    concat_ws('|', total.observation_id, summed.operand_ids) as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', total.indicator,
        'total', total.value,
        'sum', summed.part_sum,
        'diff', round(total.value - summed.part_sum, 4)
    ) as evidence
from summed
join figure as total
    on total.observation_id = summed.total_id
cross join tolerance
where total.indicator_code = 'LIT.ACTION.TOTAL'
    and (
        summed.part_low > total.high + tolerance.width
        or (summed.identity = '=' and summed.is_complete and summed.part_high < total.low - tolerance.width)
    )
