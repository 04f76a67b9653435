-- Grain: one row, the views as they stand.
create table schema_view (
    sha256 varchar
)
