-- Grain: one row per venue type.
insert into dim_venue_type (
    venue_code,
    name_zh,
    parent_code,
    wordings
)
select
    venue_code,
    name_zh,
    parent_code,
    wordings
from incoming_dim_venue_type
