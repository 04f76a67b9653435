-- Grain: one row, the first and the last month that the load's figures are about.
with touched as (
    select desired_fact.period
    from desired_fact
    union all
    select fct_observation.period
    from fct_observation
    where fct_observation.reported_in = $period
)
select
    min(period) as first_period,
    max(period) as last_period
from touched
