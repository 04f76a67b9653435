-- Grain: one row, whether the current database is a lake: one or none.
select count(*)
from duckdb_databases()
where database_name = current_database()
    and type = 'ducklake'
