-- Grain: one row per fact of a prefecture and core indicator, for the months of the year so far and the same month a
-- year before. A closed month is read from its release, never from what was learnt later.
with month_release as (
    select
        period,
        max(release_number) as release_number
    from rel_release
    where period <> $period
    group by period
    union all
    select
        $period as period,
        cast($release_number as integer) as release_number
    where $release_number is not null
),
fact as (
    select
        rel_fact.region_code,
        rel_fact.indicator_code,
        rel_fact.period,
        rel_fact.period_type,
        rel_fact.scope,
        rel_fact.audience_code,
        rel_fact.channel_code,
        rel_fact.venue_code,
        rel_fact.funding_code,
        rel_fact.event_id,
        rel_fact.value,
        rel_fact.qualifier,
        rel_fact.state,
        rel_fact.status,
        rel_fact.submission_id,
        rel_fact.observation_key
    from rel_fact
    join month_release
        on rel_fact.period = month_release.period
        and rel_fact.release_number = month_release.release_number
    union all
    select
        fct_current.region_code,
        fct_current.indicator_code,
        fct_current.period,
        fct_current.period_type,
        fct_current.scope,
        fct_current.audience_code,
        fct_current.channel_code,
        fct_current.venue_code,
        fct_current.funding_code,
        fct_current.event_id,
        fct_current.value,
        fct_current.qualifier,
        fct_current.state,
        fct_current.status,
        fct_current.submission_id,
        fct_current.observation_key
    from fct_current
    where fct_current.period not in (
        select month_release.period
        from month_release
    )
)
select
    fact.region_code,
    fact.indicator_code,
    fact.period,
    fact.period_type,
    -- 伊犁州 reports for the counties it governs directly; that is the figure of this prefecture.
    case when fact.region_code = '654000' and fact.scope = '州直' then 'default' else fact.scope end as scope,
    fact.audience_code,
    fact.channel_code,
    fact.venue_code,
    fact.funding_code,
    fact.value,
    fact.qualifier,
    fact.state,
    fact.status,
    coalesce(dim_submission.is_synthetic, false) as is_synthetic
from fact
join dim_region
    on fact.region_code = dim_region.region_code
join dim_indicator
    on fact.indicator_code = dim_indicator.indicator_code
left join dim_submission
    on fact.submission_id = dim_submission.submission_id
where dim_region.is_reporter
    and dim_indicator.tier = 'core'
    and fact.event_id = ''
    and fact.period_type in ('month', 'ytd', 'stock')
    and (fact.period = $year_before or (fact.period <= $period and left(fact.period, 4) = left($period, 4)))
order by fact.region_code, fact.indicator_code, fact.period, fact.period_type, fact.observation_key
