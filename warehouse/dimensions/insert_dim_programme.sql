-- Grain: one row per programme.
insert into dim_programme (
    programme_code,
    name_zh,
    parent_code,
    wordings,
    season_months
)
select
    programme_code,
    name_zh,
    parent_code,
    wordings,
    season_months
from incoming_dim_programme
