-- Grain: one row per channel.
insert into dim_channel (
    channel_code,
    name_zh,
    parent_code,
    wordings
)
select
    channel_code,
    name_zh,
    parent_code,
    wordings
from incoming_dim_channel
