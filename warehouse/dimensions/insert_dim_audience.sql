-- Grain: one row per audience.
insert into dim_audience (
    audience_code,
    name_zh,
    parent_code,
    wordings,
    is_plan_group
)
select
    audience_code,
    name_zh,
    parent_code,
    wordings,
    is_plan_group
from incoming_dim_audience
