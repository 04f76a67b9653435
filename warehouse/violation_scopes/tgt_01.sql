-- Grain: one row: how many cases TGT-01 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure as one
        where period_type = 'ytd'
            and exists (
                select 1
                from past
                where past.period_type = 'target'
                    and past.region_code = one.region_code
                    and past.indicator_code = one.indicator_code
                union all select 1
                from figure as other
                where other.period_type = 'target'
                    and other.region_code = one.region_code
                    and other.indicator_code = one.indicator_code
            )
    ) as looked_at,
    (
        select count(*)
        from figure as one
        where period_type = 'ytd'
            and not exists (
                select 1
                from past
                where past.period_type = 'target'
                    and past.region_code = one.region_code
                    and past.indicator_code = one.indicator_code
                union all select 1
                from figure as other
                where other.period_type = 'target'
                    and other.region_code = one.region_code
                    and other.indicator_code = one.indicator_code
            )
    ) as not_evaluated
