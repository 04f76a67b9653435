-- Grain: one row: how many cases TMP-04 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure
        where period_type = 'ytd'
            and month_number = 1
    ) as looked_at,
    0 as not_evaluated
