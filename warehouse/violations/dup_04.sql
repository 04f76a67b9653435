-- Grain: one row per submitter whose figures are another prefecture's.
with allowed as (
    select
        max(value) filter (where name = 'share') as share,
        max(value) filter (where name = 'min_values') as min_values
    from ref_threshold
    where rule_id = 'DUP-04'
        and indicator_code = ''
),
compared as (
    select
        own.submitter_code,
        other.submitter_code as other_code,
        count(*) as compared_count,
        count(*) filter (where own.value = other.value) as same_count,
        string_agg(own.observation_id, '|' order by own.observation_id)
            filter (where own.value = other.value) as operand_ids
    from figure as own
    join figure as other
        on other.indicator_code = own.indicator_code
        and other.period = own.period
        and other.period_type = own.period_type
        and other.scope = own.scope
        and other.dims_key = own.dims_key
        and other.submitter_code <> own.submitter_code
    where own.region_code = own.submitter_code
        and other.region_code = other.submitter_code
        and own.value >= 10
        and own.period_type <> 'target'
    group by own.submitter_code, other.submitter_code
)
select
    cast(null as varchar) as observation_id,
    cast(null as varchar) as submission_id,
    compared.submitter_code,
    compared.submitter_code as region_code,
    compared.operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'other', dim_region.name_zh,
        'n', compared.compared_count,
        'same', compared.same_count
    ) as evidence
from compared
join dim_region
    on dim_region.region_code = compared.other_code
cross join allowed
where compared.compared_count >= allowed.min_values
    and compared.same_count >= allowed.share * compared.compared_count
