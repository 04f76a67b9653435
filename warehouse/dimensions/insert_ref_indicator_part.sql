-- Grain: one row per total and part.
insert into ref_indicator_part (
    total_code,
    part_code,
    identity
)
select
    total_code,
    part_code,
    identity
from incoming_ref_indicator_part
