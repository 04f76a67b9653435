-- Grain: one row per figure of materials with more copies a participant than the limit.
with allowed as (
    select
        max(value) filter (where name = 'max_per_person') as max_per_person
    from ref_threshold
    where rule_id = 'CRS-10'
        and indicator_code = ''
)
select
    materials.observation_id,
    materials.submission_id,
    materials.submitter_code,
    materials.region_code,
    participants.observation_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', materials.indicator,
        'materials', materials.value,
        'p', participants.value,
        'avg', materials.value / participants.value
    ) as evidence
from figure as materials
join figure as participants
    on participants.submitter_code = materials.submitter_code
    and participants.place_key = materials.place_key
    and participants.dims_key = materials.dims_key
cross join allowed
where materials.indicator_code = 'MAT.ALL.DISTRIBUTED'
    and participants.indicator_code = 'ACT.ALL.PARTICIPANTS'
    and participants.value > 0
    and materials.low > allowed.max_per_person * participants.high
