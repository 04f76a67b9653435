-- Grain: one row per county table that leaves out a county-level unit of its prefecture.
with listed as (
    select distinct
        submission_id,
        submitter_code,
        region_code
    from effective_observation
    where document_form = 'county_table'
        and region_code is not null
),
county_table as (
    select
        listed.submission_id,
        listed.submitter_code
    from listed
    join dim_region
        on dim_region.region_code = listed.region_code
        and dim_region.level = 3
    group by listed.submission_id, listed.submitter_code
    having count(*) >= 2
)
select
    cast(null as varchar) as observation_id,
    county_table.submission_id,
    county_table.submitter_code,
    county_table.submitter_code as region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object('list', string_agg(county.name_zh, '、' order by county.region_code)) as evidence
from county_table
cross join run_month
join dim_region as county
    on county.parent_code = county_table.submitter_code
    and county.level = 3
    and coalesce(county.valid_from, date '1900-01-01') <= last_day(cast(run_month.period || '-01' as date))
    and coalesce(county.valid_to, date '9999-01-01') > cast(run_month.period || '-01' as date)
left join listed
    on listed.submission_id = county_table.submission_id
    and listed.region_code = county.region_code
where listed.region_code is null
group by county_table.submission_id, county_table.submitter_code
