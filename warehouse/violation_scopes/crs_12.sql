-- Grain: one row: how many cases CRS-12 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure
        where indicator_code in ('GRA.AWARD.BASE', 'GRA.AWARD.VOLTEAM', 'GRA.AWARD.LEADER')
    ) as looked_at,
    0 as not_evaluated
