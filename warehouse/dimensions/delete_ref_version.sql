-- Grain: one row, the reference data in the warehouse.
delete from ref_version
