-- Grain: one row per rule.
insert into dim_rule (
    rule_id,
    category,
    severity,
    effect,
    name,
    scope,
    formula,
    message_zh,
    remedy_zh,
    version,
    stage,
    engine,
    owner,
    not_evaluated_reason
)
select
    rule_id,
    category,
    severity,
    effect,
    name,
    scope,
    formula,
    message_zh,
    remedy_zh,
    version,
    stage,
    engine,
    owner,
    not_evaluated_reason
from incoming_dim_rule
