-- Grain: one row per migration applied.
create table if not exists schema_migration (
    name varchar,
    sha256 varchar
)
