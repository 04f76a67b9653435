-- Grain: one row per closed release of a month.
insert into rel_release (
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
)
values (
    $release_number,
    $period,
    $issue_in_month,
    $content_sha256,
    $signed_by,
    $reason,
    $closed_at,
    $fact_count,
    $provisional_count,
    $open_issue_count,
    $reported_count,
    $reporter_count
)
