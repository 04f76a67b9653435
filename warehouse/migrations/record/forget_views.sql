-- Grain: one row, the views as they stand.
delete from schema_view
