-- Grain: one row per region.
insert into ref_population (
    region_code,
    persons
)
select
    region_code,
    persons
from incoming_ref_population
