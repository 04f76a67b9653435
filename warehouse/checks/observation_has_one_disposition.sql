-- Grain: one row per number found that has no disposition, an unknown one, or two rows. Must be empty.
select
    observation_id,
    min(status) as status,
    count(*) as found_rows
from ops_observation
where reported_in = coalesce(getvariable('checked_month'), reported_in)
group by observation_id
having count(*) > 1
    or count(status) <> count(*)
    or bool_or(status not in ('accepted', 'provisional', 'held', 'repeat', 'not_a_statistic'))
