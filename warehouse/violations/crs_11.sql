-- Grain: one row per sum of award money whose average a recipient is outside the usual range. The recipients are the
-- stated total, or the stated kinds together.
with allowed as (
    select
        max(value) filter (where name = 'min_yuan') as min_yuan,
        max(value) filter (where name = 'max_yuan') as max_yuan
    from ref_threshold
    where rule_id = 'CRS-11'
        and indicator_code = ''
),
recipients as (
    select
        submitter_code,
        place_key,
        coalesce(
            max(value) filter (where indicator_code = 'GRA.AWARD.TOTAL'),
            sum(value)
        ) as recipient_count,
        string_agg(observation_id, '|' order by observation_id) as recipient_ids
    from figure
    where indicator_code like 'GRA.AWARD.%'
    group by submitter_code, place_key
)
select
    money.observation_id,
    money.submission_id,
    money.submitter_code,
    money.region_code,
    recipients.recipient_ids as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', money.indicator,
        'money', money.value,
        'recipients', recipients.recipient_count,
        'avg', money.value / recipients.recipient_count / 10000
    ) as evidence
from figure as money
join recipients
    on recipients.submitter_code = money.submitter_code
    and recipients.place_key = money.place_key
cross join allowed
where money.indicator_code = 'FUN.GRASSROOTS.AWARD'
    and money.value > 0
    and recipients.recipient_count > 0
    and (
        money.high / recipients.recipient_count < allowed.min_yuan
        or money.low / recipients.recipient_count > allowed.max_yuan
    )
