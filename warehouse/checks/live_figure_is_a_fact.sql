-- Grain: one row per live accepted or provisional figure whose key is in no open fact. Must be empty.
select
    ops_observation.observation_id,
    ops_observation.status
from ops_observation
where ops_observation.reported_in = coalesce(getvariable('checked_month'), ops_observation.reported_in)
    and ops_observation.status in ('accepted', 'provisional')
    and ops_observation.superseded_by_load is null
    and ops_observation.value is not null
    and (
        ops_observation.observation_key is null
        or ops_observation.observation_key not in (
            select fct_observation.observation_key
            from fct_observation
            where fct_observation.recorded_to is null
                and fct_observation.period between
                coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
        )
    )
