-- Grain: one row per fact without the observation it cites. Must be empty.
with checked as (
    select
        observation_id,
        version,
        reported_in
    from fct_observation
    where period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
),
cited as (
    select observation_id
    from ops_observation_ever
    where reported_in in (select checked.reported_in from checked)
)
select
    checked.observation_id,
    checked.version
from checked
anti join cited
    on checked.observation_id = cited.observation_id
