-- Grain: one row per submitter whose exact figures end in 0 or 5 too often. It says nothing about any one of them.
with allowed as (
    select
        max(value) filter (where name = 'share') as share,
        max(value) filter (where name = 'min_values') as min_values,
        max(value) filter (where name = 'min_value') as min_value
    from ref_threshold
    where rule_id = 'OUT-06'
        and indicator_code = ''
),
ending as (
    select
        figure.submitter_code,
        any_value(allowed.min_value) as min_value,
        count(*) as exact_values,
        avg(case when cast(figure.value as bigint) % 5 = 0 then 1.0 else 0.0 end) as share
    from figure
    cross join allowed
    where figure.qualifier = 'exact'
        and figure.is_integer
        and figure.low = figure.high
        and figure.value >= allowed.min_value
        and figure.period_type <> 'target'
    group by figure.submitter_code
)
select
    cast(null as varchar) as observation_id,
    cast(null as varchar) as submission_id,
    ending.submitter_code,
    ending.submitter_code as region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object('n', ending.exact_values, 'min', ending.min_value, 'share', round(100 * ending.share, 1)) as evidence
from ending
cross join allowed
where ending.exact_values >= allowed.min_values
    and ending.share > allowed.share
