-- Grain: one row per submitter of whom several year-to-date figures are exactly the year's target.
with allowed as (
    select
        max(value) filter (where name = 'min_indicators') as min_indicators
    from ref_threshold
    where rule_id = 'OUT-07'
        and indicator_code = ''
),
target as (
    select
        region_code,
        indicator_code,
        target_year,
        value,
        observation_id
    from figure
    where period_type = 'target'
    union
    select
        region_code,
        indicator_code,
        target_year,
        value,
        observation_id
    from past
    where period_type = 'target'
),
met as (
    select
        figure.submitter_code,
        figure.indicator,
        figure.observation_id
    from figure
    join target
        on target.region_code = figure.region_code
        and target.indicator_code = figure.indicator_code
        and target.target_year = figure.year_number
        and target.value = figure.value
    where figure.period_type in ('ytd', 'stock')
        and figure.value > 0
),
grouped as (
    select
        submitter_code,
        count(distinct indicator) as met_count,
        string_agg(distinct indicator, '、' order by indicator) as names,
        string_agg(distinct observation_id, '|' order by observation_id) as operand_ids
    from met
    group by submitter_code
)
select
    cast(null as varchar) as observation_id,
    cast(null as varchar) as submission_id,
    grouped.submitter_code,
    grouped.submitter_code as region_code,
    grouped.operand_ids,
    cast(null as double) as suggestion_value,
    json_object('n', grouped.met_count, 'list', grouped.names) as evidence
from grouped
cross join allowed
where grouped.met_count >= allowed.min_indicators
