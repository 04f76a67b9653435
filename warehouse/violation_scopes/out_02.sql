-- Grain: one row: how many cases OUT-02 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure as one
        where value > 0
            and period_type in ('month', 'ytd', 'stock')
            and (
                select count(*)
                from past
                where past.series_key = one.series_key
                    and past.month_index < one.month_index
                    and past.value > 0
            ) >= 3
    ) as looked_at,
    (
        select count(*)
        from figure as one
        where value > 0
            and period_type in ('month', 'ytd', 'stock')
            and not (
                select count(*)
                from past
                where past.series_key = one.series_key
                    and past.month_index < one.month_index
                    and past.value > 0
            ) >= 3
    ) as not_evaluated
