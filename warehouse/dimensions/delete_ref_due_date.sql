-- Grain: one row per month.
delete from ref_due_date
