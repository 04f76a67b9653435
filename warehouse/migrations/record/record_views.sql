-- Grain: one row, the views as they stand.
insert into schema_view (sha256)
values ($sha256)
