-- Grain: one row: how many cases TIM-01 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from reporter_month
        where state <> 'not_reported'
    ) as looked_at,
    0 as not_evaluated
