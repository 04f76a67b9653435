-- Grain: one row, the reference data in the warehouse.
select catalog_version
from ref_version
