-- Grain: one row per accepted fact of the twelve months before the run's month that lies above the plausible bound its
-- indicator has before any factor: what a place's own level is judged by (rule VAL-12).
select
    history_fact.region_code,
    history_fact.period_type,
    history_fact.indicator_code,
    history_fact.scope,
    history_fact.audience_code,
    history_fact.channel_code,
    history_fact.venue_code,
    history_fact.funding_code,
    history_fact.event_id,
    history_fact.period,
    history_fact.value
from history_fact
join dim_indicator
    on dim_indicator.indicator_code = history_fact.indicator_code
cross join run_month
where history_fact.status = 'accepted'
    and history_fact.value > dim_indicator.plausible_max
    and history_fact.period < run_month.period
    and cast(history_fact.period || '-01' as date) >= cast(run_month.period || '-01' as date) - interval 12 months
order by
    history_fact.region_code,
    history_fact.indicator_code,
    history_fact.period,
    history_fact.observation_key
