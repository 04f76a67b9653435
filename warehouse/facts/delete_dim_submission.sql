-- Grain: one row less per submission of the reporting month that the new verdict states, or that no fact cites.
delete from dim_submission
where period = $period
    and (
        submission_id in (select incoming_dim_submission.submission_id from incoming_dim_submission)
        or submission_id not in (
            select fct_observation.submission_id
            from fct_observation
            where fct_observation.reported_in = $period
        )
    )
