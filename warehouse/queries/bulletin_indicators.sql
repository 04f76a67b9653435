-- Grain: one row per core indicator, in the order of the catalogue.
select
    dim_indicator.indicator_code,
    dim_indicator.name_zh,
    dim_indicator.category,
    dim_indicator.unit_base,
    dim_indicator.measure_type,
    dim_indicator.is_additive_over_months,
    case when dim_indicator.is_additive_over_regions then 'sum' else 'none' end as aggregates_over_regions,
    dim_indicator.dimensions,
    coalesce(dim_indicator.parent_total, '') as parent_total
from dim_indicator
where dim_indicator.tier = 'core'
order by dim_indicator.category, dim_indicator.indicator_code
