-- Grain: one row per region, month end, stock indicator, scope and venue type.
create or replace view fct_venue as
select
    fct_current.region_code,
    fct_current.region_name,
    fct_current.region_level,
    fct_current.prefecture_code,
    fct_current.period,
    fct_current.indicator_code,
    fct_current.indicator_name,
    fct_current.unit_code,
    fct_current.scope,
    fct_current.audience_code,
    fct_current.venue_code,
    fct_current.value as stock,
    fct_current.value_low,
    fct_current.value_high,
    fct_current.qualifier,
    fct_current.as_of,
    fct_current.status,
    fct_current.observation_id
from fct_current
where fct_current.period_type = 'stock'
    and fct_current.category = '科普场地'
