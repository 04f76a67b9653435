-- Grain: one row: how many cases OUT-04 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from figure as one
        where region_level = 2
            and value > 0
            and measure_type in ('flow', 'money', 'stock')
            and period_type in ('month', 'ytd', 'stock')
            and (
                select count(*)
                from figure as other
                where other.indicator_code = one.indicator_code
                    and other.period = one.period
                    and other.period_type = one.period_type
                    and other.scope = one.scope
                    and other.dims_key = one.dims_key
                    and other.region_level = 2
                    and other.value > 0
            ) >= (
                select value
                from ref_threshold
                where rule_id = 'OUT-04'
                    and name = 'min_peers'
                    and indicator_code = ''
            )
    ) as looked_at,
    (
        select count(*)
        from figure as one
        where region_level = 2
            and value > 0
            and measure_type in ('flow', 'money', 'stock')
            and period_type in ('month', 'ytd', 'stock')
            and not (
                select count(*)
                from figure as other
                where other.indicator_code = one.indicator_code
                    and other.period = one.period
                    and other.period_type = one.period_type
                    and other.scope = one.scope
                    and other.dims_key = one.dims_key
                    and other.region_level = 2
                    and other.value > 0
            ) >= (
                select value
                from ref_threshold
                where rule_id = 'OUT-04'
                    and name = 'min_peers'
                    and indicator_code = ''
            )
    ) as not_evaluated
