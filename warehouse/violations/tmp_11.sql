-- Grain: one row per figure about an earlier month that differs from the fact already known, without a correction form.
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    past.observation_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', figure.indicator,
        'revised_period', figure.period,
        'a', past.value,
        'b', figure.value
    ) as evidence
from figure
cross join run_month
join past
    on past.observation_key = figure.observation_key
where figure.period < run_month.period
    and figure.document_form <> 'correction'
    and (figure.low > past.high or figure.high < past.low)
