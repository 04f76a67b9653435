-- Grain: one row per place and span of validity.
insert into dim_region (
    region_code,
    name_zh,
    parent_code,
    level,
    type,
    valid_from,
    valid_to,
    prefecture_code,
    is_reporter,
    wordings,
    succeeded_by,
    located_within
)
select
    region_code,
    name_zh,
    parent_code,
    level,
    type,
    valid_from,
    valid_to,
    prefecture_code,
    is_reporter,
    wordings,
    succeeded_by,
    located_within
from incoming_dim_region
