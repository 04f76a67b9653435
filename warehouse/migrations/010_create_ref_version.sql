-- Grain: one row, the reference data in the warehouse.
create table ref_version (
    catalog_version varchar
)
