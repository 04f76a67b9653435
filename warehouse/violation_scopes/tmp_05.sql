-- Grain: one row: how many cases TMP-05 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure as one
        where period_type = 'stock'
            and (
                select count(*)
                from past
                where past.series_key = one.series_key
                    and past.month_index < one.month_index
            ) >= 1
    ) as looked_at,
    (
        select count(*)
        from figure as one
        where period_type = 'stock'
            and not (
                select count(*)
                from past
                where past.series_key = one.series_key
                    and past.month_index < one.month_index
            ) >= 1
    ) as not_evaluated
