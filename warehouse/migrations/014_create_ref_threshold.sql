-- Grain: one row per rule, parameter and indicator.
create table ref_threshold (
    rule_id varchar,
    name varchar,
    indicator_code varchar,
    value double
)
