-- Grain: one row per number that was received before its reporting month had ended. Days are those of Urumqi (UTC+6).
select
    effective_observation.observation_id,
    effective_observation.submission_id,
    effective_observation.submitter_code,
    effective_observation.region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'period', reporter_month.period,
        'received', cast(cast(reporter_month.received_at + interval 6 hours as date) as varchar)
    ) as evidence
from effective_observation
join reporter_month
    on reporter_month.submitter_code = effective_observation.submitter_code
    and reporter_month.period = effective_observation.reported_in
where effective_observation.status in ('accepted', 'provisional')
    and cast(reporter_month.received_at + interval 6 hours as date)
        <= last_day(cast(reporter_month.period || '-01' as date))
