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
)
select
    ops_submission_file.submission_id,
    ops_submission_file.source_file,
    ops_submission_file.submitter_code as region_code,
    ops_submission_file.period,
    ops_submission_file.state,
    coalesce(numbers.found, 0) as found,
    coalesce(numbers.accepted, 0) as accepted,
    coalesce(numbers.provisional, 0) as provisional,
    coalesce(numbers.held, 0) as held,
    coalesce(numbers.repeat, 0) as repeat,
    coalesce(numbers.not_a_statistic, 0) as not_a_statistic,
    ops_submission_file.error_code,
    ops_submission_file.message
from ops_submission_file
left join numbers
    on ops_submission_file.submission_id = numbers.submission_id
where ops_submission_file.period = $period
order by ops_submission_file.submitter_code, ops_submission_file.source_file
