-- Grain: one row per submission that was approved before it was imported.
insert into ops_baseline (
    submission_id,
    period,
    load_id,
    approved_by,
    approved_at
)
select
    submission_id,
    period,
    load_id,
    approved_by,
    approved_at
from incoming_ops_baseline
