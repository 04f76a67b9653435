-- Grain: one row per view, table macro or table of the current database, with the word that DROP wants; tables last.
select
    'view' as kind,
    view_name as name
from duckdb_views()
where not internal
    and database_name = current_database()
union all
select distinct
    'macro table' as kind,
    function_name as name
from duckdb_functions()
where not internal
    and function_type = 'table_macro'
    and database_name = current_database()
union all
select
    'table' as kind,
    table_name as name
from duckdb_tables()
where not internal
    and database_name = current_database()
order by
    kind desc,
    name
