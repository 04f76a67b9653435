-- Grain: one row: how many cases BAL-06 looked at in the staged month, and how many lacked what they are compared with.
with balanced as (
    select
        figure.observation_id,
        figure.indicator_code,
        balance.balance_kind,
        count(*) filter (where not balance.is_own_level) = any_value(balance.part_count) as is_complete
    from figure
    join balance
        on balance.total_id = figure.observation_id
    group by figure.observation_id, figure.indicator_code, balance.balance_kind
)
select
    (
        select count(*)
        from balanced
        where is_complete
            and balance_kind = 'indicator'
            and indicator_code = 'FUN.RAISED'
    ) as looked_at,
    (
        select count(*)
        from balanced
        where not is_complete
            and balance_kind = 'indicator'
            and indicator_code = 'FUN.RAISED'
    ) as not_evaluated
