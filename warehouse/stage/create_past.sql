-- Grain: one row per fact about an earlier month, with the key of its series (the fact's key without the month).
create or replace temp table past as
select
    observation_id,
    submitter_code,
    region_code,
    indicator_code,
    period,
    cast(left(period, 4) as integer) as year_number,
    cast(right(period, 2) as integer) as month_number,
    cast(left(period, 4) as integer) * 12 + cast(right(period, 2) as integer) as month_index,
    period_type,
    scope,
    target_year,
    value,
    coalesce(value_low, case when qualifier = 'up_to' then 0 else value end) as low,
    coalesce(value_high, case when qualifier = 'at_least' then 'infinity'::double else value end) as high,
    status,
    observation_key,
    concat_ws(
        '|', region_code, period_type, indicator_code, scope, audience_code, channel_code, venue_code, funding_code,
        event_id
    ) as series_key
from history_fact
where value is not null
