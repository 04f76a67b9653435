-- Grain: one row, the reporting month of the run.
create or replace temp table run_month as
select cast($period as varchar) as period
