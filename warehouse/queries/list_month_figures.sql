-- Grain: one row per place (a prefecture and its counties), indicator and kind of period. The plain figures of a month.
select
    region_code,
    indicator_code,
    period_type,
    any_value(value) as value
from fct_current
where prefecture_code = $prefecture
    and period = $period
    and scope = 'default'
    and audience_code in ('-', 'NS')
    and channel_code in ('-', 'NS')
    and venue_code in ('-', 'NS')
    and funding_code in ('-', 'NS')
    and event_id = ''
    and value is not null
group by region_code, indicator_code, period_type
having count(*) = 1
order by region_code, indicator_code, period_type
