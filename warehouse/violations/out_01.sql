-- Grain: one row per figure that is off by orders of magnitude.
-- Legs that can be out, each independent of the others: form (a count that is no whole number), size against the
-- sessions of its pair, size against inhabitants, own history. One leg alone condemns only in the band of 10^4 (history, peers);
-- otherwise OUT-01.min_legs must be out and some power of ten must put every known leg right.
with allowed as (
    select
        max(value) filter (where name = 'band') as band,
        max(value) filter (where name = 'min_legs') as min_legs,
        max(value) filter (where name = 'per_head') as per_head,
        max(value) filter (where name = 'history_factor') as history_factor,
        max(value) filter (where name = 'min_peers') as min_peers
    from ref_threshold
    where rule_id = 'OUT-01'
        and indicator_code = ''
),
candidate as (
    select
        figure.*,
        coalesce(special.value, allowed.per_head) * ref_population.persons as most_people,
        ref_population.persons
    from figure
    cross join allowed
    left join ref_threshold as special
        on special.rule_id = 'OUT-01'
        and special.name = 'per_head'
        and special.indicator_code = figure.indicator_code
    left join ref_population
        on ref_population.region_code
            = case when figure.region_level = 3 then figure.parent_code else figure.region_code end
        and figure.unit_base in ('人次', '人')
        and figure.indicator_code like 'ACT.%'
        and figure.indicator_code not in ('ACT.ONLINE.PARTICIPANTS', 'ACT.OUTREACH.PEOPLE')
    where figure.value > 0
        and figure.measure_type in ('flow', 'money', 'stock')
        and figure.period_type <> 'target'
),
session_leg as (
    select
        observation_id,
        min(sessions_value) as sessions_value,
        min(average_min) as average_min,
        max(average_max) as average_max,
        string_agg(sessions_id, '|' order by sessions_id) as sessions_ids
    from paired
    where sessions_value > 0
    group by observation_id
),
history_leg as (
    select
        candidate.observation_id,
        case
            when candidate.period_type = 'ytd' then arg_max(past.value, past.month_index)
            else median(past.value)
        end as expected,
        string_agg(past.observation_id, '|' order by past.month_index) as past_ids
    from candidate
    join past
        on past.series_key = candidate.series_key
        and past.month_index < candidate.month_index
        and (candidate.period_type <> 'ytd' or past.year_number = candidate.year_number)
        and past.value > 0
    group by candidate.observation_id, candidate.period_type
),
peer_leg as (
    select
        candidate.observation_id,
        median(peer.value / peer_population.persons) * any_value(own_population.persons) as expected,
        count(distinct peer.region_code) as peers
    from candidate
    join ref_population as own_population
        on own_population.region_code = candidate.region_code
    join figure as peer
        on peer.indicator_code = candidate.indicator_code
        and peer.period = candidate.period
        and peer.period_type = candidate.period_type
        and peer.scope = candidate.scope
        and peer.dims_key = candidate.dims_key
        and peer.region_level = 2
        and peer.region_code <> candidate.region_code
        and peer.value > 0
    join ref_population as peer_population
        on peer_population.region_code = peer.region_code
    where candidate.region_level = 2
    group by candidate.observation_id
),
legged as (
    select
        candidate.observation_id,
        candidate.value,
        candidate.is_integer,
        candidate.most_people,
        session_leg.sessions_value,
        session_leg.average_min,
        session_leg.average_max,
        history_leg.expected as history_expected,
        case when peer_leg.peers >= allowed.min_peers then peer_leg.expected end as peer_expected,
        concat_ws('|', session_leg.sessions_ids, history_leg.past_ids) as operand_ids,
        allowed.band,
        allowed.min_legs,
        allowed.history_factor
    from candidate
    cross join allowed
    left join session_leg
        on session_leg.observation_id = candidate.observation_id
    left join history_leg
        on history_leg.observation_id = candidate.observation_id
    left join peer_leg
        on peer_leg.observation_id = candidate.observation_id
),
scaled as (
    select
        legged.*,
        powers.power,
        legged.value * power(10.0, powers.power) as scaled_value
    from legged
    cross join generate_series(-4, 4) as powers (power)
),
judged as (
    select
        *,
        not is_integer or abs(scaled_value - round(scaled_value)) <= 1e-6 as form_fits,
        sessions_value is null
            or scaled_value / sessions_value between average_min and average_max as session_fits,
        most_people is null or scaled_value <= most_people as people_fit,
        history_expected is null
            or scaled_value between history_expected / history_factor and history_expected * history_factor
            as history_fits
    from scaled
),
verdict as (
    select
        observation_id,
        any_value(value) as value,
        any_value(operand_ids) as operand_ids,
        any_value(sessions_value) as sessions_value,
        any_value(history_expected) as history_expected,
        any_value(peer_expected) as peer_expected,
        any_value(band) as band,
        any_value(min_legs) as min_legs,
        any_value(case when not form_fits then '不是整数' end) filter (where power = 0) as form_reason,
        any_value(case when not session_fits then '与场次不相称' end) filter (where power = 0) as session_reason,
        any_value(case when not people_fit then '与人口不相称' end) filter (where power = 0) as people_reason,
        any_value(case when not history_fits then '与历史不相称' end) filter (where power = 0) as history_reason,
        count(*) filter (
            where power <> 0 and form_fits and session_fits and people_fit and history_fits
        ) as mending_powers
    from judged
    group by observation_id
),
reasoned as (
    select
        *,
        len(list_filter(
            [form_reason, session_reason, people_reason, history_reason],
            lambda reason: reason is not null
        )) as legs_out,
        abs(abs(log10(value / history_expected)) - 4) <= band as in_history_band,
        abs(abs(log10(value / peer_expected)) - 4) <= band as in_peer_band
    from verdict
)
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    reasoned.operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', figure.indicator,
        'value', figure.value,
        'unit_base', figure.unit_base,
        'sessions', reasoned.sessions_value,
        'history_expected', reasoned.history_expected,
        'peer_expected', reasoned.peer_expected,
        'legs_out', reasoned.legs_out,
        'reason', concat_ws(
            '、', reasoned.form_reason, reasoned.session_reason, reasoned.people_reason, reasoned.history_reason,
            case when reasoned.in_peer_band then '与其他地州市人均水平相差万倍' end
        )
    ) as evidence
from reasoned
join figure
    on figure.observation_id = reasoned.observation_id
where coalesce(reasoned.in_history_band, false)
    or coalesce(reasoned.in_peer_band, false)
    or (reasoned.legs_out >= reasoned.min_legs and reasoned.mending_powers > 0)
