-- Grain: one row per submission of the reporting month, with what became of its numbers.
with numbers as (
    select
        ops_observation.submission_id,
        count(*) as found,
        count(*) filter (where ops_observation.status = 'accepted') as accepted,
        count(*) filter (where ops_observation.status = 'provisional') as provisional,
        count(*) filter (where ops_observation.status = 'held') as held,
        count(*) filter (where ops_observation.status = 'repeat') as repeat,
        count(*) filter (where ops_observation.status = 'not_a_statistic') as not_a_statistic
    from ops_observation
    where ops_observation.reported_in = $period
    group by ops_observation.submission_id
),
failures as (
    select
        ops_submission_file.submission_id,
        min(ops_submission_file.error_code) as error_code,
        string_agg(
            ops_submission_file.message, '；'
            order by ops_submission_file.member
        ) as message
    from ops_submission_file
    where ops_submission_file.period = $period
    group by ops_submission_file.submission_id
)
select
    dim_submission.submission_id,
    dim_submission.source_file,
    dim_submission.submitter_code as region_code,
    dim_submission.period,
    dim_submission.state,
    coalesce(numbers.found, 0) as found,
    coalesce(numbers.accepted, 0) as accepted,
    coalesce(numbers.provisional, 0) as provisional,
    coalesce(numbers.held, 0) as held,
    coalesce(numbers.repeat, 0) as repeat,
    coalesce(numbers.not_a_statistic, 0) as not_a_statistic,
    failures.error_code,
    failures.message
from dim_submission
left join numbers
    on dim_submission.submission_id = numbers.submission_id
left join failures
    on dim_submission.submission_id = failures.submission_id
where dim_submission.period = $period
order by dim_submission.submitter_code, dim_submission.source_file
