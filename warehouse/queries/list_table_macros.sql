-- Grain: one row per macro that answers with a table.
select
    function_name,
    array_to_string(parameters, ', ') as parameters,
    comment
from duckdb_functions()
where not internal
    and function_type = 'table_macro'
order by function_name
