-- Grain: one row per figure that the month's reports state and the bulletin must not show: held, or, when a release is
-- printed, settled only after it was closed.
select
    ops_observation.region_code,
    ops_observation.indicator_code,
    ops_observation.period_type
from ops_observation
where ops_observation.reported_in = $period
    and ops_observation.status = 'held'
    and ops_observation.superseded_by_load is null
    and ops_observation.region_code is not null
    and ops_observation.indicator_code is not null
union
select
    fct_current.region_code,
    fct_current.indicator_code,
    fct_current.period_type
from fct_current
where fct_current.period = $period
    and $release_number is not null
    and fct_current.observation_key not in (
        select rel_fact.observation_key
        from rel_fact
        where rel_fact.release_number = $release_number
    )
order by
    region_code,
    indicator_code,
    period_type
