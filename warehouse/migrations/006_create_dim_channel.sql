-- Grain: one row per channel.
create table dim_channel (
    channel_code varchar,
    name_zh varchar,
    parent_code varchar,
    wordings varchar[]
)
