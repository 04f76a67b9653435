-- Grain: one row per pair of sessions and participants.
create table ref_indicator_pair (
    sessions_code varchar,
    participants_code varchar,
    average_min double,
    average_max double
)
