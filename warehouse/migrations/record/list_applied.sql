-- Grain: one row per migration applied.
select
    name,
    sha256
from schema_migration
