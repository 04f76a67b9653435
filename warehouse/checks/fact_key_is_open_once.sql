-- Grain: one row per fact key with more than one open value. Must be empty.
select
    observation_key,
    count(*) as open_rows
from fct_observation
where recorded_to is null
    and period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
group by observation_key
having count(*) > 1
