-- Grain: one row per rule.
create table dim_rule (
    rule_id varchar,
    category varchar,
    severity varchar,
    effect varchar,
    name varchar,
    scope varchar,
    formula varchar,
    message_zh varchar,
    remedy_zh varchar,
    version integer,
    stage varchar,
    engine varchar,
    owner varchar,
    not_evaluated_reason varchar
)
