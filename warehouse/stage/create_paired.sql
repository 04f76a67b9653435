-- Grain: one row per figure of participants and the figure of sessions it goes with (reference/indicator_pairs.csv).
-- Where only one side states an audience, the sessions of the whole stand for it.
create or replace temp table paired as
select
    participants.observation_id,
    participants.submission_id,
    participants.submitter_code,
    participants.region_code,
    participants.indicator_code,
    participants.indicator,
    participants.period_type,
    participants.value,
    participants.low,
    participants.high,
    sessions.observation_id as sessions_id,
    sessions.indicator as sessions_indicator,
    sessions.value as sessions_value,
    sessions.low as sessions_low,
    sessions.high as sessions_high,
    ref_indicator_pair.average_min,
    ref_indicator_pair.average_max
from ref_indicator_pair
join figure as participants
    on participants.indicator_code = ref_indicator_pair.participants_code
join figure as sessions
    on sessions.indicator_code = ref_indicator_pair.sessions_code
    and sessions.submitter_code = participants.submitter_code
    and sessions.place_key = participants.place_key
    and sessions.event_id = participants.event_id
where sessions.dims_key = participants.dims_key
    or participants.audience_code in ('-', 'NS')
    or sessions.audience_code in ('-', 'NS')
qualify row_number() over (
    partition by participants.observation_id, sessions.indicator_code
    order by
        sessions.dims_key = participants.dims_key desc,
        sessions.audience_code in ('NS', 'AUD.ALL') desc,
        sessions.value desc,
        sessions.observation_id
) = 1
