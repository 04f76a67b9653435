-- Grain: one row: how many cases CRS-03 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from paired
    ) as looked_at,
    (
        select count(*)
        from figure
        where indicator_code in (
            select participants_code
            from ref_indicator_pair
        )
            and observation_id not in (
                select observation_id
                from paired
            )
    ) as not_evaluated
