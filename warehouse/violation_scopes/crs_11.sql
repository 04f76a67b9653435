-- Grain: one row: how many cases CRS-11 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure as one
        where indicator_code = 'FUN.GRASSROOTS.AWARD'
            and value > 0
            and exists (
                select 1
                from figure as other
                where other.submitter_code = one.submitter_code
                    and other.place_key = one.place_key
                    and other.indicator_code like 'GRA.AWARD.%'
            )
    ) as looked_at,
    0 as not_evaluated
