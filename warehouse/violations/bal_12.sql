-- Grain: one row per figure of the prose that its own table contradicts beyond rounding and hedges.
select
    prose.observation_id,
    prose.submission_id,
    prose.submitter_code,
    prose.region_code,
    string_agg(tabled.observation_id, '|' order by tabled.observation_id) as operand_ids,
    any_value(tabled.value order by tabled.form_rank, tabled.observation_id) as suggestion_value,
    json_object(
        'indicator', any_value(prose.indicator),
        'a', any_value(prose.value),
        'b', any_value(tabled.value order by tabled.form_rank, tabled.observation_id)
    ) as evidence
from stated as prose
join stated as tabled
    on tabled.submitter_code = prose.submitter_code
    and tabled.observation_key = prose.observation_key
    and tabled.origin = 'table'
where prose.origin = 'prose'
    and (prose.low > tabled.high or prose.high < tabled.low)
group by prose.observation_id, prose.submission_id, prose.submitter_code, prose.region_code
