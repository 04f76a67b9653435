-- Grain: one row: how many cases BAL-12 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from stated as one
        where origin = 'prose'
            and exists (
                select 1
                from stated as other
                where other.submitter_code = one.submitter_code
                    and other.observation_key = one.observation_key
                    and other.origin = 'table'
            )
    ) as looked_at,
    0 as not_evaluated
