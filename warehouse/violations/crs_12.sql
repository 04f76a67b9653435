-- Grain: one row per number of awards above the stock they are chosen from.
with award_of_stock as (
    select *
    from (
        values
            ('GRA.AWARD.BASE', 'VEN.DEMOBASE.NUM'),
            ('GRA.AWARD.VOLTEAM', 'HR.VOLTEAM'),
            ('GRA.AWARD.LEADER', 'HR.RURALLEADER')
    ) as codes (award_code, stock_code)
)
select
    award.observation_id,
    award.submission_id,
    award.submitter_code,
    award.region_code,
    stock.observation_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object('indicator', award.indicator, 'p', award.value, 'total', stock.value) as evidence
from award_of_stock
join figure as award
    on award.indicator_code = award_of_stock.award_code
join figure as stock
    on stock.indicator_code = award_of_stock.stock_code
    and stock.submitter_code = award.submitter_code
    and stock.region_code = award.region_code
    and stock.period = award.period
    and stock.scope = award.scope
where award.low > stock.high
