-- Grain: one row per month.
insert into ref_due_date (
    period,
    due_on
)
select
    period,
    due_on
from incoming_ref_due_date
