-- Grain: one row per 其中 item that is larger than its total. Special funds are BAL-07, awards CRS-04.
select
    part.observation_id,
    part.submission_id,
    part.submitter_code,
    part.region_code,
    total.observation_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'part', part.indicator,
        'p', part.value,
        'indicator', total.indicator,
        'total', total.value
    ) as evidence
from balance
join figure as total
    on total.observation_id = balance.total_id
join figure as part
    on part.observation_id = balance.part_id
where balance.balance_kind = 'indicator'
    and total.indicator_code not in ('FUN.RAISED.GOV', 'YTH.CONTEST.SUBMITTED')
    and part.low > total.high
