-- Grain: one row per prefecture and flow whose month is the difference of two sums to the month.
select
    this_month.region_code,
    this_month.indicator_code,
    this_month.value - month_before.value as value
from fct_current as this_month
join fct_current as month_before
    on this_month.region_code = month_before.region_code
    and this_month.indicator_code = month_before.indicator_code
    and this_month.scope = month_before.scope
    and this_month.audience_code = month_before.audience_code
    and this_month.channel_code = month_before.channel_code
    and this_month.venue_code = month_before.venue_code
    and this_month.funding_code = month_before.funding_code
where this_month.period = $period
    and month_before.period = $month_before
    and left(this_month.period, 4) = left(month_before.period, 4)
    and this_month.period_type = 'ytd'
    and month_before.period_type = 'ytd'
    and this_month.region_level = 2
    and this_month.qualifier = 'exact'
    and month_before.qualifier = 'exact'
    and this_month.value >= month_before.value
order by this_month.region_code, this_month.indicator_code
