-- Grain: one row per total or part of a broken balance that fits once two neighbouring digits change places.
with summed as (
    select
        balance.total_id,
        balance.balance_kind,
        sum(part.value) as part_sum
    from balance
    join figure as part
        on part.observation_id = balance.part_id
    where balance.identity = '='
    group by balance.total_id, balance.balance_kind
    having count(*) filter (where not balance.is_own_level) = any_value(balance.part_count)
),
wanted as (
    select
        summed.total_id as subject_id,
        summed.total_id,
        summed.part_sum as fitting_value
    from summed
    union all
    select
        balance.part_id as subject_id,
        summed.total_id,
        part.value + total.value - summed.part_sum as fitting_value
    from summed
    join balance
        on balance.total_id = summed.total_id
        and balance.balance_kind = summed.balance_kind
    join figure as total
        on total.observation_id = summed.total_id
    join figure as part
        on part.observation_id = balance.part_id
),
digits as (
    select
        wanted.subject_id,
        wanted.total_id,
        wanted.fitting_value,
        figure.value,
        cast(cast(figure.value as bigint) as varchar) as written,
        cast(cast(wanted.fitting_value as bigint) as varchar) as fitting
    from wanted
    join figure
        on figure.observation_id = wanted.subject_id
    where figure.qualifier = 'exact'
        and figure.value = round(figure.value)
        and wanted.fitting_value = round(wanted.fitting_value)
        and figure.value between 10 and 1e15
        and wanted.fitting_value between 10 and 1e15
        and figure.value <> wanted.fitting_value
)
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    string_agg(distinct digits.total_id, '|' order by digits.total_id)
        filter (where digits.total_id <> figure.observation_id) as operand_ids,
    min(digits.fitting_value) as suggestion_value,
    json_object(
        'indicator', any_value(figure.indicator),
        'value', any_value(figure.value),
        'swapped', min(digits.fitting_value)
    ) as evidence
from digits
cross join generate_series(1, 14) as places (place)
join figure
    on figure.observation_id = digits.subject_id
where places.place < length(digits.written)
    and digits.fitting = concat(
        left(digits.written, places.place - 1),
        substring(digits.written, places.place + 1, 1),
        substring(digits.written, places.place, 1),
        substring(digits.written, places.place + 2)
    )
group by figure.observation_id, figure.submission_id, figure.submitter_code, figure.region_code
