-- Grain: one row per calendar month.
delete from dim_month
