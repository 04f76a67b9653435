-- Grain: one row, the reference data in the warehouse.
insert into ref_version (
    catalog_version
)
select
    catalog_version
from incoming_ref_version
