-- Grain: one row per prefecture and month that was run; of one month when it is given.
select
    region_code,
    name_zh,
    period,
    state,
    received_at,
    due_on,
    on_time,
    files,
    found,
    accepted,
    provisional,
    held,
    repeat,
    not_a_statistic
from fct_reporting
where $period is null
    or period = $period
order by
    period,
    region_code
