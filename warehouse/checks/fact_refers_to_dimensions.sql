-- Grain: one row per open fact and code that no dimension knows. Must be empty.
select
    observation_id,
    'region ' || coalesce(region_code, 'null') as unknown_code
from fct_observation
where recorded_to is null
    and period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    and (region_code is null or region_code not in (select dim_region.region_code from dim_region))
union all
select
    observation_id,
    'indicator ' || coalesce(indicator_code, 'null') as unknown_code
from fct_observation
where recorded_to is null
    and period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    and (indicator_code is null or indicator_code not in (select dim_indicator.indicator_code from dim_indicator))
union all
select
    observation_id,
    'period ' || coalesce(period, 'null') as unknown_code
from fct_observation
where recorded_to is null
    and period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    and (period is null or period not in (select dim_month.period from dim_month))
union all
select
    observation_id,
    'audience ' || coalesce(audience_code, 'null') as unknown_code
from fct_observation
where recorded_to is null
    and period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    and (audience_code is null or audience_code not in (select dim_audience.audience_code from dim_audience))
union all
select
    observation_id,
    'channel ' || coalesce(channel_code, 'null') as unknown_code
from fct_observation
where recorded_to is null
    and period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    and (channel_code is null or channel_code not in (select dim_channel.channel_code from dim_channel))
union all
select
    observation_id,
    'venue ' || coalesce(venue_code, 'null') as unknown_code
from fct_observation
where recorded_to is null
    and period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    and (venue_code is null or venue_code not in (select dim_venue_type.venue_code from dim_venue_type))
union all
select
    observation_id,
    'funding ' || coalesce(funding_code, 'null') as unknown_code
from fct_observation
where recorded_to is null
    and period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    and (
        funding_code is null
        or funding_code not in (select dim_funding_source.funding_code from dim_funding_source)
    )
