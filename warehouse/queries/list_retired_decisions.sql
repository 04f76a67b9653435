-- Grain: one row per decision of a reporting month that no longer fits what stands there.
select
    ops_decision.decision_id,
    ops_decision.kind,
    dim_region.name_zh,
    ops_decision.raw,
    ops_decision.reason
from ops_decision
left join dim_region
    on ops_decision.submitter_code = dim_region.region_code
where ops_decision.period = $period
    and ops_decision.state = 'retired'
order by
    ops_decision.decided_at,
    ops_decision.decision_id
