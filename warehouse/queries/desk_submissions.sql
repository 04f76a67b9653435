-- Grain: one row per submission of the month and prefecture asked for, latest arrival first.
with numbers as (
    select
        submission_id,
        count(*) as found,
        count(*) filter (where status = 'accepted') as accepted,
        count(*) filter (where status = 'provisional') as provisional,
        count(*) filter (where status = 'held') as held,
        count(*) filter (where status = 'repeat') as repeat,
        count(*) filter (where status = 'not_a_statistic') as not_a_statistic
    from ops_observation
    group by submission_id
),
failures as (
    select
        submission_id,
        string_agg(message, '；' order by member) as message
    from ops_submission_file
    where message <> ''
    group by submission_id
)
select
    dim_submission.submission_id,
    dim_submission.submitter_code,
    coalesce(dim_region.name_zh, '未识别单位') as submitter_name,
    dim_submission.period,
    dim_submission.source_file,
    dim_submission.content_sha256,
    dim_submission.received_at,
    dim_submission.load_id,
    coalesce(dim_submission.is_synthetic, false) as is_synthetic,
    dim_submission.document_form,
    dim_submission.state,
    dim_submission.superseded_by_load is not null as is_superseded,
    coalesce(numbers.found, 0) as found,
    coalesce(numbers.accepted, 0) as accepted,
    coalesce(numbers.provisional, 0) as provisional,
    coalesce(numbers.held, 0) as held,
    coalesce(numbers.repeat, 0) as repeat,
    coalesce(numbers.not_a_statistic, 0) as not_a_statistic,
    failures.message
from dim_submission
left join dim_region
    on dim_submission.submitter_code = dim_region.region_code
left join numbers
    on dim_submission.submission_id = numbers.submission_id
left join failures
    on dim_submission.submission_id = failures.submission_id
where ($period is null or dim_submission.period = $period)
    and ($prefecture is null or dim_submission.submitter_code = $prefecture)
    and starts_with(dim_submission.submission_id, $prefix)
order by
    dim_submission.period desc,
    dim_submission.received_at desc,
    dim_submission.source_file
