-- Grain: one row per prefecture whose report came after the due day. Received instants are UTC, days are
-- those of Urumqi (UTC+6).
select
    cast(null as varchar) as observation_id,
    cast(null as varchar) as submission_id,
    submitter_code,
    submitter_code as region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'period', period,
        'due', cast(due_on as varchar),
        'received', cast(cast(received_at + interval 6 hours as date) as varchar),
        'd', date_diff('day', due_on, cast(received_at + interval 6 hours as date))
    ) as evidence
from reporter_month
where state <> 'not_reported'
    and cast(received_at + interval 6 hours as date) > due_on
