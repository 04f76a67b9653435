-- Grain: one row: how many cases BAL-09 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure as one
        join figure as other using (submitter_code, place_key)
        where one.indicator_code = 'ACT.ALL.SESSIONS'
            and other.indicator_code = 'ACT.ONLINE.SESSIONS'
    ) as looked_at,
    (
        select count(*)
        from figure as one
        where one.indicator_code in ('ACT.ALL.SESSIONS', 'ACT.ONLINE.SESSIONS')
            and not exists (
                select 1
                from figure as other
                where other.submitter_code = one.submitter_code
                    and other.place_key = one.place_key
                    and other.indicator_code in ('ACT.ALL.SESSIONS', 'ACT.ONLINE.SESSIONS')
                    and other.indicator_code <> one.indicator_code
            )
    ) as not_evaluated
