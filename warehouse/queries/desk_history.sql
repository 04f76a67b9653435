-- Grain: one row per month and period type in which the place has a standing value of the same thing as the number.
select
    fct_current.period,
    fct_current.period_type,
    fct_current.value,
    fct_current.unit_code,
    fct_current.status,
    fct_current.observation_id,
    fct_current.source_file,
    fct_current.address
from (
    select
        fct_current.*,
        ops_observation_ever.source_file,
        ops_observation_ever.address
    from fct_current
    left join ops_observation_ever
        on fct_current.observation_id = ops_observation_ever.observation_id
) as fct_current
join ops_observation as asked
    on fct_current.region_code = asked.region_code
    and fct_current.indicator_code = asked.indicator_code
    and fct_current.period_type = asked.period_type
    and fct_current.scope = asked.scope
    and fct_current.audience_code = asked.audience_code
    and fct_current.channel_code = asked.channel_code
    and fct_current.venue_code = asked.venue_code
    and fct_current.funding_code = asked.funding_code
where asked.observation_id = $observation_id
    and fct_current.value is not null
order by fct_current.period
