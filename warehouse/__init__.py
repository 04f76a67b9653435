"""Hold the analytical database: the only room that opens DuckDB."""
