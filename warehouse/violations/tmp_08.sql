-- Grain: one row per month figure far from its own history, in robust units of log1p. What all places of one level do in
-- a month (a season, a campaign) is taken out first where enough of them are known: place level + month movement + rest.
with allowed as (
    select
        max(value) filter (where name = 'max_z') as max_z,
        max(value) filter (where name = 'min_months') as min_months,
        max(value) filter (where name = 'mad_floor') as mad_floor,
        max(value) filter (where name = 'min_peers') as min_peers
    from ref_threshold
    where rule_id = 'TMP-08'
        and indicator_code = ''
),
month_value as (
    select
        series_key,
        region_code,
        month_index,
        value
    from past
    where period_type = 'month'
    union all
    select
        series_key,
        region_code,
        month_index,
        value
    from figure
    where period_type = 'month'
),
seen as (
    select
        month_value.series_key,
        month_value.month_index,
        concat(dim_region.level, substr(month_value.series_key, 1 + length(month_value.region_code))) as group_key,
        ln(1 + month_value.value) as log_value,
        median(ln(1 + month_value.value)) over (partition by month_value.series_key) as level
    from month_value
    join dim_region
        on dim_region.region_code = month_value.region_code
    where month_value.value >= 0
),
movement as (
    select
        group_key,
        month_index,
        case
            when count(distinct series_key) >= any_value(allowed.min_peers) then median(log_value - level)
            else 0
        end as common
    from seen
    cross join allowed
    group by group_key, month_index
),
rest as (
    select distinct
        seen.series_key,
        seen.month_index,
        movement.common
    from seen
    join movement
        on movement.group_key = seen.group_key
        and movement.month_index = seen.month_index
),
history as (
    select
        figure.observation_id,
        ln(1 + figure.value) - current_rest.common as current_log,
        past.value as past_value,
        ln(1 + past.value) - past_rest.common as past_log
    from figure
    join dim_indicator
        on dim_indicator.indicator_code = figure.indicator_code
    join rest as current_rest
        on current_rest.series_key = figure.series_key
        and current_rest.month_index = figure.month_index
    join past
        on past.series_key = figure.series_key
        and past.month_index < figure.month_index
        and (
            len(dim_indicator.season_months) = 0
            or list_contains(dim_indicator.season_months, past.month_number)
                = list_contains(dim_indicator.season_months, figure.month_number)
        )
    join rest as past_rest
        on past_rest.series_key = past.series_key
        and past_rest.month_index = past.month_index
    where figure.period_type = 'month'
        and figure.measure_type in ('flow', 'money')
        and figure.value >= 0
        and past.value >= 0
),
scored as (
    select
        observation_id,
        median(past_value) as median_value,
        count(*) as months,
        0.6745 * (any_value(current_log) - median(past_log))
            / greatest(mad(past_log), any_value(allowed.mad_floor)) as z
    from history
    cross join allowed
    group by observation_id
)
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', figure.indicator,
        'value', figure.value,
        'median', scored.median_value,
        'z', scored.z
    ) as evidence
from scored
join figure
    on figure.observation_id = scored.observation_id
cross join allowed
where scored.months >= allowed.min_months
    and abs(scored.z) > allowed.max_z
