-- Grain: one row: how many cases BAL-05 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure
        where region_code = '654000'
    ) as looked_at,
    0 as not_evaluated
