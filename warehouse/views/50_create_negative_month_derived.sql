-- Grain: one row per series whose figure year to date fell.
create or replace view negative_month_derived as
select
    fct_series.region_code,
    fct_series.period,
    fct_series.indicator_code,
    fct_series.scope,
    fct_series.audience_code,
    fct_series.month_derived,
    fct_series.ytd_reported,
    fct_series.ytd_observation_id,
    fct_series.previous_ytd_observation_id
from fct_series
where fct_series.month_derived < 0
