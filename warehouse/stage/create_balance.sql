-- Grain: one row per total and stated part: by indicator (reference: parts) or by place (prefecture and its counties).
-- part_count is how many parts the total has, without the prefecture's own level (本级), which need not exist: a balance
-- is complete when as many rows that are not is_own_level stand here.
create or replace temp table balance as
with indicator_size as (
    select
        total_code,
        count(*) as part_count
    from ref_indicator_part
    group by total_code
),
by_indicator as (
    select
        total.observation_id as total_id,
        part.observation_id as part_id,
        'indicator' as balance_kind,
        ref_indicator_part.identity,
        false as is_own_level,
        indicator_size.part_count
    from figure as total
    join ref_indicator_part
        on ref_indicator_part.total_code = total.indicator_code
    join indicator_size
        on indicator_size.total_code = total.indicator_code
    join figure as part
        on part.indicator_code = ref_indicator_part.part_code
        and part.submitter_code = total.submitter_code
        and part.place_key = total.place_key
        and part.dims_key = total.dims_key
),
county_count as (
    select
        county.parent_code,
        run_month.period,
        count(distinct county.region_code) as part_count
    from dim_region as county
    cross join run_month
    where county.level = 3
        and coalesce(county.valid_from, date '1900-01-01') <= last_day(cast(run_month.period || '-01' as date))
        and coalesce(county.valid_to, date '9999-01-01') > cast(run_month.period || '-01' as date)
    group by county.parent_code, run_month.period
),
by_place as (
    select
        total.observation_id as total_id,
        part.observation_id as part_id,
        'place' as balance_kind,
        '=' as identity,
        part.scope = '本级' as is_own_level,
        county_count.part_count
    from figure as total
    join dim_indicator
        on dim_indicator.indicator_code = total.indicator_code
        and dim_indicator.is_additive_over_regions
    join county_count
        on county_count.parent_code = total.region_code
    join figure as part
        on part.submitter_code = total.submitter_code
        and part.indicator_code = total.indicator_code
        and part.period = total.period
        and part.period_type = total.period_type
        and part.dims_key = total.dims_key
    where total.region_level = 2
        and total.scope = 'default'
        and total.period_type <> 'target'
        and (
            (part.parent_code = total.region_code and part.region_level = 3 and part.scope = 'default')
            or (part.region_code = total.region_code and part.scope = '本级')
        )
)
select
    total_id,
    part_id,
    balance_kind,
    identity,
    is_own_level,
    part_count
from by_indicator
union all
select
    total_id,
    part_id,
    balance_kind,
    identity,
    is_own_level,
    part_count
from by_place
