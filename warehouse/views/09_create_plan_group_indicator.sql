-- Grain: one row per plan group and indicator that is about the group by its name: LIT.ACTION.YOUTH, ACT.TRAIN.FARMERS.
create or replace view plan_group_indicator as
select
    dim_audience.audience_code,
    dim_audience.name_zh as audience_name,
    dim_indicator.indicator_code
from dim_audience
join dim_indicator
    on regexp_extract(dim_indicator.indicator_code, '[^.]+$') in (
        split_part(dim_audience.audience_code, '.', 2), concat(split_part(dim_audience.audience_code, '.', 2), 'S')
    )
where dim_audience.is_plan_group
