-- Grain: one row: how many cases BAL-04 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure
        where region_code = '650000'
            and period_type <> 'target'
    ) as looked_at,
    0 as not_evaluated
