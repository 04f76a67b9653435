-- Grain: one row per figure of caravan trips without a caravan or without any kilometre, both stated.
select
    trips.observation_id,
    trips.submission_id,
    trips.submitter_code,
    trips.region_code,
    string_agg(lacking.observation_id, '|' order by lacking.observation_id) as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', any_value(trips.indicator),
        'trips', any_value(trips.value),
        'missing', string_agg(lacking.indicator || '为0', '、' order by lacking.indicator_code)
    ) as evidence
from figure as trips
join figure as lacking
    on lacking.submitter_code = trips.submitter_code
    and lacking.region_code = trips.region_code
    and lacking.period = trips.period
    and lacking.scope = trips.scope
    and lacking.indicator_code in ('VEN.CARAVAN.NUM', 'VEN.CARAVAN.KM')
    and (lacking.period_type = 'stock' or lacking.period_type = trips.period_type)
where trips.indicator_code = 'VEN.CARAVAN.TRIPS'
    and trips.low > 0
    and lacking.value = 0
group by trips.observation_id, trips.submission_id, trips.submitter_code, trips.region_code
