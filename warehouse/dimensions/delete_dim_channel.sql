-- Grain: one row per channel.
delete from dim_channel
