-- Grain: one row per open fact and programme it touches.
create or replace view fct_observation_programme as
with attributes as (
    select
        observation_id,
        unnest(string_split(programmes, '|')) as programme_code
    from ops_observation_ever
    where programmes <> ''
)
select distinct
    fct_observation.observation_key,
    fct_observation.observation_id,
    attributes.programme_code
from fct_observation
join attributes
    on fct_observation.observation_id = attributes.observation_id
where fct_observation.recorded_to is null
