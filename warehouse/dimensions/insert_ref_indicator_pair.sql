-- Grain: one row per pair of sessions and participants.
insert into ref_indicator_pair (
    sessions_code,
    participants_code,
    average_min,
    average_max
)
select
    sessions_code,
    participants_code,
    average_min,
    average_max
from incoming_ref_indicator_pair
