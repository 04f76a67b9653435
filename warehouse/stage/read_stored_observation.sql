-- Grain: one row per number of the month that rules looked at: neither superseded nor a repeat of another place.
-- What rules held or let pass is undone; what could not be read or coded stays held.
with amended as (
    select distinct observation_id
    from ops_decision
    where kind = 'correct'
        and confirmed_by = '更正单'
        and state = 'active'
)
select
    ops_observation.* exclude (status, hold_rule, hold_reason, value_reported, superseded_by_load, issue_id),
    case
        when ops_observation.status = 'not_a_statistic' then ops_observation.status
        when ops_observation.status = 'held' and dim_rule.engine = 'domain' then 'held'
        else 'accepted'
    end as status,
    case when dim_rule.engine = 'domain' then ops_observation.hold_rule end as hold_rule,
    case when dim_rule.engine = 'domain' then ops_observation.hold_reason end as hold_reason,
    ops_observation.status as decided_status,
    amended.observation_id is not null as is_amended
from ops_observation
left join dim_rule
    on ops_observation.hold_rule = dim_rule.rule_id
left join amended
    on ops_observation.observation_id = amended.observation_id
where ops_observation.reported_in = $period
    and ops_observation.superseded_by_load is null
    and ops_observation.status <> 'repeat'
order by ops_observation.observation_id
