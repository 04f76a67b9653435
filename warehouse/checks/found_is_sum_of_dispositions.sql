-- Grain: one row per file or member whose count of numbers differs from the rows kept of it. Must be empty.
with kept as (
    select
        submission_id,
        member,
        count(*) as numbers
    from ops_observation
    where reported_in = coalesce(getvariable('checked_month'), reported_in)
    group by
        submission_id,
        member
)
select
    ops_submission_file.source_file,
    ops_submission_file.member,
    ops_submission_file.found,
    coalesce(kept.numbers, 0) as numbers
from ops_submission_file
left join kept
    on ops_submission_file.submission_id = kept.submission_id
    and ops_submission_file.member = kept.member
where ops_submission_file.submission_id is not null
    and ops_submission_file.period = coalesce(getvariable('checked_month'), ops_submission_file.period)
    and ops_submission_file.found <> coalesce(kept.numbers, 0)
