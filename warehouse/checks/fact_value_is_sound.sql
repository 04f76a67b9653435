-- Grain: one row per fact whose value is no number, lies outside its own bounds, or is in another unit. Must be empty.
select
    fct_observation.observation_id,
    fct_observation.value,
    fct_observation.unit_code
from fct_observation
left join dim_indicator
    on fct_observation.indicator_code = dim_indicator.indicator_code
where fct_observation.period between
    coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    and (
        (fct_observation.value is null) <> (fct_observation.state = 'not_applicable')
        or not coalesce(isfinite(fct_observation.value), true)
        or fct_observation.value < fct_observation.value_low
        or fct_observation.value > fct_observation.value_high
        or (
            fct_observation.recorded_to is null
            and fct_observation.value is not null
            and fct_observation.unit_code is distinct from dim_indicator.unit_base
        )
    )
