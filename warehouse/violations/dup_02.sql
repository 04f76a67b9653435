-- Grain: one row per submitter whose flows repeat last month's. Small integers agree by chance: two digits at least.
with allowed as (
    select
        max(value) filter (where name = 'share') as share,
        max(value) filter (where name = 'min_values') as min_values
    from ref_threshold
    where rule_id = 'DUP-02'
        and indicator_code = ''
),
compared as (
    select
        figure.submitter_code,
        figure.observation_id,
        figure.value = past.value as is_same
    from figure
    join past
        on past.series_key = figure.series_key
        and past.month_index = figure.month_index - 1
    where figure.period_type in ('month', 'ytd')
        and figure.measure_type in ('flow', 'money')
        and figure.value >= 10
),
counted as (
    select
        submitter_code,
        count(*) as compared_count,
        count(*) filter (where is_same) as same_count,
        string_agg(observation_id, '|' order by observation_id) filter (where is_same) as operand_ids
    from compared
    group by submitter_code
)
select
    cast(null as varchar) as observation_id,
    cast(null as varchar) as submission_id,
    counted.submitter_code,
    counted.submitter_code as region_code,
    counted.operand_ids,
    cast(null as double) as suggestion_value,
    json_object('n', counted.compared_count, 'same', counted.same_count) as evidence
from counted
cross join allowed
where counted.compared_count >= allowed.min_values
    and counted.same_count >= allowed.share * counted.compared_count
