-- Grain: one row per pair of sessions and participants.
delete from ref_indicator_pair
