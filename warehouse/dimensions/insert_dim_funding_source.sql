-- Grain: one row per funding source.
insert into dim_funding_source (
    funding_code,
    name_zh,
    parent_code,
    wordings
)
select
    funding_code,
    name_zh,
    parent_code,
    wordings
from incoming_dim_funding_source
