-- Grain: one row: how many cases TMP-11 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure
        cross join run_month
        where figure.period < run_month.period
            or figure.observation_key in (
                select closed_fact.observation_key
                from closed_fact
                where closed_fact.change <> 'added'
            )
    ) as looked_at,
    0 as not_evaluated
