-- Grain: one row per offline figure of person-times beyond the limit per inhabitant. A county is held against its
-- prefecture's population, which is what is known.
with allowed as (
    select
        max(value) filter (where name = 'month') as month_limit,
        max(value) filter (where name = 'ytd') as ytd_limit
    from ref_threshold
    where rule_id = 'CRS-09'
        and indicator_code = ''
),
offline as (
    select
        figure.*,
        ref_population.persons,
        case when figure.period_type = 'month' then allowed.month_limit else allowed.ytd_limit end as per_head
    from figure
    join ref_population
        on ref_population.region_code
            = case when figure.region_level = 3 then figure.parent_code else figure.region_code end
    cross join allowed
    where figure.unit_base = '人次'
        and figure.period_type in ('month', 'ytd', 'season')
        and figure.indicator_code like 'ACT.%'
        and figure.indicator_code not in ('ACT.ONLINE.PARTICIPANTS', 'ACT.OUTREACH.PEOPLE')
        and figure.scope <> '线上'
)
select
    observation_id,
    submission_id,
    submitter_code,
    region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', indicator,
        'value', value,
        'population', persons,
        'ratio', value / persons,
        'limit', per_head
    ) as evidence
from offline
where low > per_head * persons
