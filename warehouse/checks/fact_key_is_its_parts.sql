-- Grain: one row per fact whose key is not the hash of its parts (domain/observation.py). Must be empty.
select
    observation_key,
    observation_id
from fct_observation
where period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    and observation_key is distinct from left(
        sha256(concat_ws(
            chr(31),
            'key',
            region_code,
            period,
            period_type,
            indicator_code,
            scope,
            audience_code,
            channel_code,
            venue_code,
            funding_code,
            event_id,
            coalesce(cast(nullif(target_year, 0) as varchar), '')
        )),
        32
    )
