-- Grain: one row per fact key about an earlier month, numbers only, oldest first.
select
    region_code,
    period,
    period_type,
    indicator_code,
    scope,
    audience_code,
    value,
    status,
    observation_id
from history_fact
where value is not null
order by
    region_code,
    indicator_code,
    period,
    observation_key
