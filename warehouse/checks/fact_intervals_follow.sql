-- Grain: one row per version that does not follow the one before, or is closed without a cause. Must be empty.
with versions as (
    select
        observation_key,
        version,
        recorded_from,
        recorded_to,
        ended_by,
        lag(version) over by_version as version_before,
        lag(recorded_to) over by_version as closed_before
    from fct_observation
    where period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    window by_version as (partition by observation_key order by version)
)
select
    observation_key,
    version
from versions
where version <> coalesce(version_before, 0) + 1
    or recorded_from is null
    or (version_before is not null and closed_before is null)
    or recorded_from < closed_before
    or recorded_to < recorded_from
    or (recorded_to is null) <> (ended_by is null)
