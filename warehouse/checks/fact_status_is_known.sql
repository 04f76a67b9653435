-- Grain: one row per fact with a status, type, qualifier or cause outside the glossary. Must be empty.
select
    observation_id,
    status,
    period_type,
    qualifier,
    cause
from fct_observation
where period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    and (
        coalesce(status not in ('accepted', 'provisional'), true)
        or coalesce(period_type not in ('month', 'ytd', 'stock', 'event', 'target', 'season'), true)
        or coalesce(qualifier not in ('exact', 'approx', 'at_least', 'about', 'up_to'), true)
        or coalesce(
            cause not in ('first', 'resubmission', 'decision', 'restatement', 'reference_change', 'better_reader'),
            true
        )
        or coalesce(state not in ('reported', 'zero', 'not_applicable'), true)
        or (period_type = 'target') <> (target_year is not null)
    )
