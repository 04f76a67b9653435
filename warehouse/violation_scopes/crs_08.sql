-- Grain: one row: how many cases CRS-08 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure as one
        join figure as other using (submitter_code, place_key)
        where one.indicator_code = 'ACT.OUTREACH.PEOPLE'
            and other.indicator_code = 'MED.LIVE.VIEWERS'
    ) as looked_at,
    (
        select count(*)
        from figure as one
        where one.indicator_code in ('ACT.OUTREACH.PEOPLE', 'MED.LIVE.VIEWERS')
            and not exists (
                select 1
                from figure as other
                where other.submitter_code = one.submitter_code
                    and other.place_key = one.place_key
                    and other.indicator_code in ('ACT.OUTREACH.PEOPLE', 'MED.LIVE.VIEWERS')
                    and other.indicator_code <> one.indicator_code
            )
    ) as not_evaluated
