-- Grain: one row, whether PostgreSQL gave the advisory lock that the question asks for.
select is_locked
from postgres_query('gate', $question)
