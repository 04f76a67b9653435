-- Grain: one row: how many cases OUT-06 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from (
            select submitter_code
            from figure
            where value >= 100
                and qualifier = 'exact'
            group by submitter_code
            having count(*) >= 50
        )
    ) as looked_at,
    (
        select count(*)
        from (
            select submitter_code
            from figure
            group by submitter_code
            having count(*) filter (where value >= 100 and qualifier = 'exact') < 50
        )
    ) as not_evaluated
