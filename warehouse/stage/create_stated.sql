-- Grain: one row per number of the month that set rules may compare: resolved, with a value, not held, no repeat.
-- low and high are what the wording allows: hedges as intervals, and half of the last written digit. A count written to
-- the unit is exact, so a half-width of 0.5 is none.
create or replace temp table stated as
with located as (
    select
        effective_observation.*,
        dim_indicator.name_zh as indicator,
        dim_indicator.unit_base,
        dim_indicator.is_integer,
        dim_indicator.measure_type,
        dim_region.level as region_level,
        dim_region.parent_code,
        dim_region.name_zh as region_name,
        case when half_width <= 0.5 and dim_indicator.is_integer then 0 else half_width end as written_width,
        cast(left(period, 4) as integer) as year_number,
        cast(right(period, 2) as integer) as month_number
    from effective_observation
    join dim_indicator
        on dim_indicator.indicator_code = effective_observation.indicator_code
    join dim_region
        on dim_region.region_code = effective_observation.region_code
    where effective_observation.value is not null
        and effective_observation.status in ('accepted', 'provisional')
        and effective_observation.period similar to '\d{4}-\d{2}'
        and effective_observation.token_class is null
        and coalesce(effective_observation.kind, 'level') in ('level', 'part', 'cumulative', 'rate', 'target')
)
select
    observation_id,
    submission_id,
    submitter_code,
    document_form,
    is_amended,
    origin,
    load_id,
    address,
    region_code,
    region_level,
    region_name,
    parent_code,
    indicator_code,
    indicator,
    unit_base,
    unit,
    is_integer,
    measure_type,
    period,
    year_number,
    month_number,
    year_number * 12 + month_number as month_index,
    period_type,
    scope,
    audience_code,
    event_id,
    target_year,
    qualifier,
    value,
    coalesce(value_low, case when qualifier = 'up_to' then 0 else value end) - written_width as low,
    coalesce(value_high, case when qualifier = 'at_least' then 'infinity'::double else value end)
        + written_width as high,
    observation_key,
    concat_ws('|', region_code, period, period_type, scope) as place_key,
    concat_ws(
        '|',
        case when audience_code in ('-', 'NS') then '' else audience_code end,
        case when channel_code in ('-', 'NS') then '' else channel_code end,
        case when venue_code in ('-', 'NS') then '' else venue_code end,
        case when funding_code in ('-', 'NS') then '' else funding_code end,
        event_id
    ) as dims_key,
    concat_ws(
        '|', region_code, period_type, indicator_code, scope, audience_code, channel_code, venue_code, funding_code,
        event_id
    ) as series_key,
    case document_form
        when 'correction' then 0
        when 'form' then 1
        when 'county_table' then 2
        when 'long_list' then 3
        when 'prose' then 5
        else 4
    end as form_rank
from located
