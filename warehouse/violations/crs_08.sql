-- Grain: one row per claimed reach below the viewers of the same live event.
select
    reach.observation_id,
    reach.submission_id,
    reach.submitter_code,
    reach.region_code,
    direct.observation_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object('indicator', reach.indicator, 'reach', reach.value, 'direct', direct.value) as evidence
from figure as reach
join figure as direct
    on direct.submitter_code = reach.submitter_code
    and direct.place_key = reach.place_key
    and direct.event_id = reach.event_id
where reach.indicator_code = 'ACT.OUTREACH.PEOPLE'
    and direct.indicator_code = 'MED.LIVE.VIEWERS'
    and reach.high < direct.low
