-- Grain: one row: how many cases DUP-02 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(distinct figure.submitter_code)
        from figure
        join past using (series_key)
    ) as looked_at,
    (
        select count(distinct submitter_code)
        from figure
        where submitter_code not in (
            select submitter_code
            from past
        )
    ) as not_evaluated
