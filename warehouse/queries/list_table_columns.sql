-- Grain: one row per column of a table of the file, in the order of names.
select
    table_name,
    column_name
from duckdb_columns()
where not internal
    and database_name = current_database()
    and schema_name = 'main'
    and table_name in (
        select duckdb_tables.table_name
        from duckdb_tables()
        where not duckdb_tables.internal
            and not duckdb_tables.temporary
    )
order by
    table_name,
    column_name
