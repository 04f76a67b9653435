-- Grain: one row per closed release, of one month when it is given; oldest first.
select
    release_number,
    period,
    issue_in_month,
    content_sha256,
    signed_by,
    reason,
    closed_at,
    fact_count,
    provisional_count,
    open_issue_count,
    reported_count,
    reporter_count
from rel_release
where $period is null
    or period = $period
order by release_number
