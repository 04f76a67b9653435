-- Grain: one row per view or table macro, with the word that COMMENT ON wants.
select
    view_name as name,
    'view' as kind
from duckdb_views()
where not internal
union all
select distinct
    function_name as name,
    'macro table' as kind
from duckdb_functions()
where not internal
    and function_type = 'table_macro'
