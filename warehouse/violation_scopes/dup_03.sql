-- Grain: one row: how many cases DUP-03 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from stated
    ) as looked_at,
    0 as not_evaluated
