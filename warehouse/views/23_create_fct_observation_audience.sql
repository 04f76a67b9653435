-- Grain: one row per open fact and audience it touches.
create or replace view fct_observation_audience as
with attributes as (
    select
        observation_id,
        unnest(string_split(audiences, '|')) as audience_code
    from ops_observation_ever
    where audiences <> ''
)
select distinct
    fct_observation.observation_key,
    fct_observation.observation_id,
    attributes.audience_code
from fct_observation
join attributes
    on fct_observation.observation_id = attributes.observation_id
where fct_observation.recorded_to is null
