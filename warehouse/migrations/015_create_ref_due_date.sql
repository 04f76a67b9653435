-- Grain: one row per month.
create table ref_due_date (
    period varchar,
    due_on date
)
