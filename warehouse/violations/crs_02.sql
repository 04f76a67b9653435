-- Grain: one row per average of participants a session outside what the pair allows, or far from the averages of the
-- other prefectures where enough of them are known (in robust units of its logarithm). Below one a session it follows
-- from CRS-01. An average that a place has had before, and that was accepted, is held against the pair's bounds only.
with allowed as (
    select
        max(value) filter (where name = 'peer_max_z') as max_z,
        max(value) filter (where name = 'min_peers') as min_peers,
        max(value) filter (where name = 'peer_floor') as peer_floor,
        max(value) filter (where name = 'accustomed_months') as accustomed_months,
        max(value) filter (where name = 'accustomed_factor') as accustomed_factor
    from ref_threshold
    where rule_id = 'CRS-02'
        and indicator_code = ''
),
average as (
    select
        paired.*,
        people.series_key as people_key,
        sessions.series_key as sessions_key,
        people.month_index,
        case
            when people.region_level = 2
                then concat_ws('|', people.indicator_code, sessions.indicator_code, people.period, people.period_type)
        end as group_key,
        ln(paired.value / paired.sessions_value) as log_average
    from paired
    join figure as people
        on people.observation_id = paired.observation_id
    join figure as sessions
        on sessions.observation_id = paired.sessions_id
    where paired.value > 0
        and paired.sessions_low > 0
),
centre as (
    select
        average.group_key,
        median(average.log_average) as centre,
        greatest(mad(average.log_average), any_value(allowed.peer_floor)) * any_value(allowed.max_z) / 0.6745 as reach
    from average
    cross join allowed
    where average.group_key is not null
    group by average.group_key
    having count(*) >= any_value(allowed.min_peers)
),
accustomed as (
    select
        average.observation_id,
        average.sessions_id
    from average
    join past as people
        on people.series_key = average.people_key
        and people.month_index between average.month_index - 12 and average.month_index - 1
        and people.status = 'accepted'
    join past as sessions
        on sessions.series_key = average.sessions_key
        and sessions.month_index = people.month_index
        and sessions.status = 'accepted'
        and sessions.value > 0
    cross join allowed
    where abs(average.log_average - ln(people.value / sessions.value)) <= ln(allowed.accustomed_factor)
        and people.value > 0
    group by average.observation_id, average.sessions_id
    having count(*) >= any_value(allowed.accustomed_months)
),
bounded as (
    select
        average.*,
        case when accustomed.observation_id is null then exp(centre.centre - centre.reach) else 0 end as peer_min,
        case when accustomed.observation_id is null then exp(centre.centre + centre.reach) else 'infinity'::double end
            as peer_max
    from average
    left join centre
        on centre.group_key = average.group_key
    left join accustomed
        on accustomed.observation_id = average.observation_id
        and accustomed.sessions_id = average.sessions_id
)
select
    observation_id,
    submission_id,
    submitter_code,
    region_code,
    sessions_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', indicator,
        'p', value,
        's', sessions_value,
        'avg', value / sessions_value,
        'lo', greatest(average_min, coalesce(peer_min, 0)),
        'hi', least(average_max, coalesce(peer_max, average_max)),
        'follows_from', case when high < sessions_low then 'CRS-01' end
    ) as evidence
from bounded
where high / sessions_low < greatest(average_min, coalesce(peer_min, 0))
    or low / sessions_high > least(average_max, coalesce(peer_max, average_max))
