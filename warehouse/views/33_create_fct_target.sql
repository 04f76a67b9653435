-- Grain: one row per region, indicator, target year and scope.
create or replace view fct_target as
select
    fct_current.region_code,
    fct_current.region_name,
    fct_current.region_level,
    fct_current.prefecture_code,
    fct_current.indicator_code,
    fct_current.indicator_name,
    fct_current.target_year,
    fct_current.scope,
    fct_current.value as target,
    fct_current.unit_code,
    fct_current.qualifier,
    fct_current.reported_in,
    fct_current.status,
    fct_current.observation_id
from fct_current
where fct_current.period_type = 'target'
