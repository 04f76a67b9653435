-- Grain: one row per number found, read again or still cited by a recorded fact.
create or replace view ops_observation_ever as
-- The two tables have the same columns; which they are stands in their migrations, and once in warehouse/load.py.
select
    ops_observation.*,
    false as is_retired
from ops_observation
union all by name
select
    ops_observation_retired.*,
    true as is_retired
from ops_observation_retired
