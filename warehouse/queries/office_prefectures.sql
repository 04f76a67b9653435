-- Grain: one row per prefecture that reports, in code order.
select
    dim_region.region_code,
    dim_region.name_zh
from dim_region
where dim_region.level = 2
    and dim_region.parent_code = '650000'
    and dim_region.valid_to is null
    and dim_region.type in ('地级市', '自治州', '地区')
order by dim_region.region_code
