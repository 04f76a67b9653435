-- Grain: one row per violation of an observation or submission that nobody knows, or with an unknown effect or outcome.
-- Must be empty.
select
    ops_violation.rule_id,
    ops_violation.observation_id,
    ops_violation.submission_id
from ops_violation
where ops_violation.period = coalesce(getvariable('checked_month'), ops_violation.period)
    and (
        (
            ops_violation.observation_id is not null
            and ops_violation.observation_id not in (
                select ops_observation.observation_id
                from ops_observation
                where ops_observation.reported_in = coalesce(getvariable('checked_month'), ops_observation.reported_in)
            )
        )
        or coalesce(ops_violation.outcome not in ('fail', 'not_evaluated'), true)
        or coalesce(ops_violation.effect not in ('hold_file', 'hold_value', 'needs_explanation', 'notice'), true)
        or coalesce(ops_violation.severity not in ('critical', 'warning', 'info'), true)
    )
