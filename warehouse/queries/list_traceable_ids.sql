-- Grain: one row per observation or fact key whose id begins with the prefix.
select distinct
    observation_id as id,
    'observation' as kind
from ops_observation_ever
where starts_with(observation_id, $prefix)
union
select distinct
    observation_key as id,
    'fact' as kind
from fct_observation
where starts_with(observation_key, $prefix)
order by id
limit 6
