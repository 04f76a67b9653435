-- Grain: one row per figure of views without any content: some content indicator is stated, and all that are say zero.
with content as (
    select
        submitter_code,
        region_code,
        sum(value) as items,
        string_agg(observation_id, '|' order by observation_id) as content_ids
    from figure
    where indicator_code in (
            'MED.VIDEO.PRODUCED', 'MED.PROGRAMME.EPISODES', 'MED.WECHAT.POSTS', 'MED.LIVE.SESSIONS', 'MED.VIDEO.PUBLIC'
        )
    group by submitter_code, region_code
),
earlier as (
    select
        past.region_code,
        sum(past.value) as items
    from past
    cross join run_month
    where past.indicator_code in (
            'MED.VIDEO.PRODUCED', 'MED.PROGRAMME.EPISODES', 'MED.WECHAT.POSTS', 'MED.LIVE.SESSIONS', 'MED.VIDEO.PUBLIC'
        )
        and left(past.period, 4) = left(run_month.period, 4)
    group by past.region_code
)
select
    views.observation_id,
    views.submission_id,
    views.submitter_code,
    views.region_code,
    content.content_ids as operand_ids,
    cast(null as double) as suggestion_value,
    json_object('indicator', views.indicator, 'views', views.value) as evidence
from figure as views
join content
    on content.submitter_code = views.submitter_code
    and content.region_code = views.region_code
left join earlier
    on earlier.region_code = views.region_code
where views.indicator_code = 'MED.VIEWS'
    and views.low > 0
    and content.items = 0
    and coalesce(earlier.items, 0) = 0
