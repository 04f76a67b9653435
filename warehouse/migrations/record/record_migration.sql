-- Grain: one row per migration applied.
insert into schema_migration (name, sha256)
values ($name, $sha256)
