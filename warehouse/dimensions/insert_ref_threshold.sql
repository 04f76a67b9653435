-- Grain: one row per rule, parameter and indicator.
insert into ref_threshold (
    rule_id,
    name,
    indicator_code,
    value
)
select
    rule_id,
    name,
    indicator_code,
    value
from incoming_ref_threshold
