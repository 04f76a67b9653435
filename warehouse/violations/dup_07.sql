-- Grain: one row per submission that counts videos in several ways (部, 条, 期), which may be the same works.
select
    cast(null as varchar) as observation_id,
    submission_id,
    submitter_code,
    submitter_code as region_code,
    string_agg(observation_id, '|' order by observation_id) as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'list', string_agg(
            concat(indicator, cast(cast(value as bigint) as varchar), coalesce(unit, unit_base)),
            '、' order by indicator_code
        )
    ) as evidence
from stated
where indicator_code in ('MED.VIDEO.PRODUCED', 'MED.VIDEO.PUBLIC', 'MED.PROGRAMME.EPISODES')
    and origin = 'prose'
    and value > 0
group by submission_id, submitter_code
having count(distinct indicator_code) >= 2
