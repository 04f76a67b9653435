-- Grain: one row per change of a fact about the month since the instant, withdrawn ones included; latest first.
select
    fct_revision.observation_key,
    fct_revision.region_code,
    coalesce(dim_region.name_zh, fct_revision.region_code) as region_name,
    fct_revision.period,
    fct_revision.period_type,
    fct_revision.indicator_code,
    coalesce(dim_indicator.name_zh, fct_revision.indicator_code) as indicator_name,
    dim_indicator.unit_base as unit_code,
    fct_revision.cause,
    fct_revision.changed_at,
    fct_revision.previous_value,
    fct_revision.value,
    fct_revision.previous_status,
    fct_revision.status,
    fct_revision.reported_in
from fct_revision
left join dim_region
    on fct_revision.region_code = dim_region.region_code
left join dim_indicator
    on fct_revision.indicator_code = dim_indicator.indicator_code
where fct_revision.period = $period
    and ($since is null or fct_revision.changed_at >= $since)
order by
    fct_revision.changed_at desc,
    fct_revision.region_code,
    fct_revision.indicator_code,
    fct_revision.version
