-- Grain: one row per submission of the reporting month. One that history cites and the verdict no longer lists stays.
update dim_submission
set state = 'superseded'
where period = $period
    and submission_id not in (select incoming_dim_submission.submission_id from incoming_dim_submission)
