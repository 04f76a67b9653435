-- Grain: one row per column of a table or view that analysts use, with its comment; tables in the order of names.
with described as (
    select
        table_name,
        comment
    from duckdb_tables()
    where not internal
        and not temporary
    union all
    select
        view_name as table_name,
        comment
    from duckdb_views()
    where not internal
        and not temporary
)
select
    described.table_name,
    described.comment as table_comment,
    duckdb_columns.column_name,
    duckdb_columns.data_type,
    duckdb_columns.comment as column_comment
from described
join duckdb_columns()
    on described.table_name = duckdb_columns.table_name
where not duckdb_columns.internal
    and not starts_with(described.table_name, 'schema_')
order by
    described.table_name,
    duckdb_columns.column_index
