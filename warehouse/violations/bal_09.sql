-- Grain: one row per total of sessions or participants that online and offline together do not make up. It names no
-- number; the total is the first operand.
with split_by_channel as (
    select *
    from (
        values
            ('ACT.ALL.SESSIONS', 'ACT.ONLINE.SESSIONS', 'ACT.OFFLINE.SESSIONS'),
            ('ACT.ALL.PARTICIPANTS', 'ACT.ONLINE.PARTICIPANTS', 'ACT.OFFLINE.PARTICIPANTS')
    ) as codes (total_code, online_code, offline_code)
)
select
    cast(null as varchar) as observation_id,
    total.submission_id,
    total.submitter_code,
    total.region_code,
    concat_ws('|', total.observation_id, online.observation_id, offline.observation_id) as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', total.indicator,
        'total', total.value,
        'online', online.value,
        'offline', offline.value,
        'sum', online.value + offline.value,
        'diff', total.value - online.value - offline.value
    ) as evidence
from split_by_channel
join figure as total
    on total.indicator_code = split_by_channel.total_code
join figure as online
    on online.indicator_code = split_by_channel.online_code
    and online.submitter_code = total.submitter_code
    and online.place_key = total.place_key
join figure as offline
    on offline.indicator_code = split_by_channel.offline_code
    and offline.submitter_code = total.submitter_code
    and offline.place_key = total.place_key
where online.low + offline.low > total.high
    or online.high + offline.high < total.low
qualify row_number() over (
    partition by total.observation_id
    order by online.observation_id, offline.observation_id
) = 1
