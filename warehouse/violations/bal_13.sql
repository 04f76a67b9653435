-- Grain: one row per prefecture figure that counts 兵团 (a city or division within the prefecture, which is a sibling and
-- no part of it): taking out what 兵团 itself has makes it agree with something else that is known, and as it stands it
-- does not. What it may agree with, the strongest first: its own counties, last year to date + month, the last stock;
-- or its own table says 其中：兵团 under it.
with allowed as (
    select
        max(value) filter (where name = 'absolute') as absolute,
        max(value) filter (where name = 'share') as share
    from ref_threshold
    where rule_id = 'TMP-05'
        and indicator_code = ''
),
whole as (
    select figure.*
    from figure
    join dim_indicator
        on dim_indicator.indicator_code = figure.indicator_code
        and dim_indicator.is_additive_over_regions
    where figure.region_level = 2
        and figure.parent_code = '650000'
        and figure.scope = 'default'
        and figure.period_type <> 'target'
),
unit as (
    select
        whole.observation_id as whole_id,
        part.observation_id,
        part.region_name,
        part.region_level,
        part.value,
        part.low,
        part.high,
        effective_observation.row_labels like '%其中%' and part.submitter_code = whole.submitter_code as is_of_which
    from whole
    join dim_region
        on list_contains(dim_region.located_within, whole.region_code)
        or dim_region.region_code = '660000'
    join figure as part
        on part.region_code = dim_region.region_code
        and part.indicator_code = whole.indicator_code
        and part.period = whole.period
        and part.period_type = whole.period_type
        and part.dims_key = whole.dims_key
        and part.scope = 'default'
    join effective_observation
        on effective_observation.observation_id = part.observation_id
    where part.value > 0
        and (dim_region.region_code <> '660000' or part.submitter_code = whole.submitter_code)
    qualify row_number() over (
        partition by whole.observation_id, part.region_code
        order by part.submitter_code = whole.submitter_code desc, part.form_rank, part.observation_id
    ) = 1
),
share_of_xpcc as (
    select
        whole_id,
        observation_id as unit_ids,
        region_name as units,
        value,
        low,
        high,
        is_of_which
    from unit
    union all
    select
        whole_id,
        string_agg(observation_id, '|' order by observation_id) as unit_ids,
        string_agg(region_name, '、' order by observation_id) as units,
        sum(value) as value,
        sum(low) as low,
        sum(high) as high,
        false as is_of_which
    from unit
    group by whole_id, region_level
    having count(*) > 1
),
counties as (
    select
        balance.total_id,
        sum(part.low) as low,
        sum(part.high) as high,
        string_agg(part.observation_id, '|' order by part.observation_id) as ids
    from balance
    join figure as part
        on part.observation_id = balance.part_id
    where balance.balance_kind = 'place'
    group by balance.total_id
    having count(*) filter (where not balance.is_own_level) = any_value(balance.part_count)
),
ladder as (
    select
        whole.observation_id as total_id,
        past.low + month_figure.low as low,
        past.high + month_figure.high as high,
        concat_ws('|', month_figure.observation_id, past.observation_id) as ids
    from whole
    join figure as month_figure
        on month_figure.submitter_code = whole.submitter_code
        and month_figure.region_code = whole.region_code
        and month_figure.indicator_code = whole.indicator_code
        and month_figure.period = whole.period
        and month_figure.scope = whole.scope
        and month_figure.dims_key = whole.dims_key
        and month_figure.period_type = 'month'
    join past
        on past.series_key = whole.series_key
        and past.year_number = whole.year_number
        and past.month_index = whole.month_index - 1
    where whole.period_type = 'ytd'
),
last_stock as (
    select
        whole.observation_id as total_id,
        past.low - greatest(allowed.absolute, allowed.share * past.value) as low,
        past.high + greatest(allowed.absolute, allowed.share * past.value) as high,
        past.observation_id as ids
    from whole
    join past
        on past.series_key = whole.series_key
        and past.month_index < whole.month_index
    cross join allowed
    where whole.period_type = 'stock'
    qualify row_number() over (partition by whole.observation_id order by past.month_index desc) = 1
),
known as (
    select
        total_id,
        1 as strength,
        '本地区各县（市、区）之和' as basis,
        low,
        high,
        ids
    from counties
    union all
    select
        total_id,
        2 as strength,
        '上月累计与本月数之和' as basis,
        low,
        high,
        ids
    from ladder
    union all
    select
        total_id,
        3 as strength,
        '上期存量' as basis,
        low,
        high,
        ids
    from last_stock
),
explained as (
    select
        whole.observation_id,
        share_of_xpcc.unit_ids,
        share_of_xpcc.units,
        share_of_xpcc.value,
        known.strength,
        known.basis,
        known.ids
    from whole
    join share_of_xpcc
        on share_of_xpcc.whole_id = whole.observation_id
    join known
        on known.total_id = whole.observation_id
    where known.high < whole.low
        and known.low + share_of_xpcc.low <= whole.high
        and known.high + share_of_xpcc.high >= whole.low
    union all
    select
        whole.observation_id,
        share_of_xpcc.unit_ids,
        share_of_xpcc.units,
        share_of_xpcc.value,
        4 as strength,
        '表中“其中：兵团”' as basis,
        null as ids
    from whole
    join share_of_xpcc
        on share_of_xpcc.whole_id = whole.observation_id
        and share_of_xpcc.is_of_which
    left join counties
        on counties.total_id = whole.observation_id
    where share_of_xpcc.low <= whole.high
        and (counties.total_id is null or counties.high < whole.low or counties.low > whole.high)
)
select
    whole.observation_id,
    whole.submission_id,
    whole.submitter_code,
    whole.region_code,
    concat_ws('|', explained.unit_ids, explained.ids) as operand_ids,
    whole.value - explained.value as suggestion_value,
    json_object(
        'indicator', whole.indicator,
        'total', whole.value,
        'sum', explained.value,
        'units', explained.units,
        'basis', explained.basis,
        'suggest', whole.value - explained.value
    ) as evidence
from explained
join whole
    on whole.observation_id = explained.observation_id
qualify row_number() over (
    partition by whole.observation_id
    order by explained.strength, length(explained.unit_ids), explained.unit_ids
) = 1
