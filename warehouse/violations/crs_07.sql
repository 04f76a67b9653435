-- Grain: one row per figure of views with more views an item than the limit.
with allowed as (
    select
        max(value) filter (where name = 'max_views') as max_views
    from ref_threshold
    where rule_id = 'CRS-07'
        and indicator_code = ''
),
content as (
    select
        submitter_code,
        place_key,
        sum(value) as items,
        string_agg(observation_id, '|' order by observation_id) as content_ids
    from figure
    where indicator_code in ('MED.VIDEO.PRODUCED', 'MED.PROGRAMME.EPISODES', 'MED.WECHAT.POSTS')
    group by submitter_code, place_key
)
select
    views.observation_id,
    views.submission_id,
    views.submitter_code,
    views.region_code,
    content.content_ids as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', views.indicator,
        'views', views.value,
        'items', content.items,
        'avg', views.value / content.items
    ) as evidence
from figure as views
join content
    on content.submitter_code = views.submitter_code
    and content.place_key = views.place_key
cross join allowed
where views.indicator_code = 'MED.VIEWS'
    and content.items > 0
    and views.low / content.items > allowed.max_views
