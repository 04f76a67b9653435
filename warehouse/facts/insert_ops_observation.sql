-- Grain: one row per number found in a live or superseded submission of a reporting month.
-- The incoming frame has exactly the columns of the table (OPS_OBSERVATION_COLUMNS): they are matched by name.
insert into ops_observation by name
select incoming_ops_observation.*
from incoming_ops_observation
