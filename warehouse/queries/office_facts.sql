-- Grain: one row per open fact of a prefecture about the month, or about the same month a year before.
select
    fct_current.region_code,
    fct_current.indicator_code,
    fct_current.period,
    fct_current.period_type,
    fct_current.value,
    fct_current.qualifier,
    fct_current.status,
    fct_current.state,
    case
        when fct_current.region_code = '654000' and fct_current.scope = '州直' then 'default'
        else fct_current.scope
    end as scope,
    fct_current.audience_code,
    fct_current.channel_code,
    fct_current.venue_code,
    fct_current.funding_code
from fct_current
where fct_current.region_level = 2
    and fct_current.period in ($period, $year_before)
order by fct_current.region_code, fct_current.indicator_code, fct_current.period, fct_current.observation_key
