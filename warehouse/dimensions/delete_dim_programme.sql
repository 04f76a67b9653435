-- Grain: one row per programme.
delete from dim_programme
