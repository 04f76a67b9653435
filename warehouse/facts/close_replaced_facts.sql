-- Grain: one row per fact key and recorded interval. Closes what the verdict replaces or withdraws; history stays.
-- An interval never ends before it began, whatever the clock says: the order of versions is the load.
update fct_observation
set
    recorded_to = greatest(cast($recorded_at as timestamp), fct_observation.recorded_from),
    ended_by = fact_change.cause
from fact_change
where fct_observation.observation_key = fact_change.observation_key
    and fct_observation.recorded_to is null
    and fct_observation.period >= coalesce(getvariable('checked_from'), '')
    and fct_observation.period <= coalesce(getvariable('checked_to'), '9')
    and fact_change.action in ('replace', 'close')
