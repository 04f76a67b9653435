-- Grain: one row: how many cases CRS-09 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure
        where unit_base = '人次'
            and period_type in ('month', 'ytd', 'season')
            and indicator_code like 'ACT.%'
            and indicator_code not in ('ACT.ONLINE.PARTICIPANTS', 'ACT.OUTREACH.PEOPLE')
    ) as looked_at,
    0 as not_evaluated
