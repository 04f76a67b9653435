-- Grain: one row per prefecture with a standing value of the same indicator, month and period type as the number.
select
    fct_current.region_code,
    fct_current.region_name,
    fct_current.value,
    fct_current.unit_code,
    fct_current.status,
    fct_current.observation_id,
    round(fct_current.value / ref_population.persons * 10000, 2) as per_10k
from fct_current
join ops_observation as asked
    on fct_current.indicator_code = asked.indicator_code
    and fct_current.period = asked.period
    and fct_current.period_type = asked.period_type
    and fct_current.scope = asked.scope
    and fct_current.audience_code = asked.audience_code
    and fct_current.channel_code = asked.channel_code
    and fct_current.venue_code = asked.venue_code
    and fct_current.funding_code = asked.funding_code
left join ref_population
    on fct_current.region_code = ref_population.region_code
where asked.observation_id = $observation_id
    and fct_current.region_code <> asked.region_code
    and fct_current.region_level = 2
    and fct_current.event_id = ''
order by fct_current.region_code
