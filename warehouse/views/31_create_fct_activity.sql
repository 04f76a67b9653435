-- Grain: one row per region, month, activity, measure (sessions or participants), scope and audience.
create or replace view fct_activity as
select
    fct_series.region_code,
    fct_series.region_level,
    fct_series.prefecture_code,
    fct_series.period,
    fct_series.indicator_code,
    dim_indicator.name_zh as indicator_name,
    dim_indicator.unit_base as unit_code,
    dim_indicator.activity_code,
    dim_indicator.measure,
    fct_series.scope,
    fct_series.audience_code,
    fct_series.channel_code,
    fct_series.venue_code,
    fct_series.funding_code,
    fct_series.month_reported,
    fct_series.ytd_reported,
    fct_series.month_derived,
    fct_series.month_best,
    fct_series.month_source,
    fct_series.derived_method,
    fct_series.derived_qualifier,
    fct_series.month_observation_id,
    fct_series.ytd_observation_id,
    fct_series.previous_ytd_observation_id,
    fct_series.month_status,
    fct_series.ytd_status,
    fct_series.derived_status,
    fct_series.month_qualifier,
    fct_series.ytd_qualifier
from fct_series
join dim_indicator
    on fct_series.indicator_code = dim_indicator.indicator_code
where dim_indicator.category = '活动'
