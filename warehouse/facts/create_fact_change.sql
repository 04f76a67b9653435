-- Grain: one row per fact key that the load may touch: wanted by the verdict, or open from the same reporting month.
-- A fact that another month reported is replaced only by a later arrival (of one arrival, by the later month).
create or replace temp table fact_change as
with open_fact as (
    select fct_observation.*
    from fct_observation
    where fct_observation.recorded_to is null
),
last_version as (
    select
        observation_key,
        max(version) as version
    from fct_observation
    where observation_key in (select desired_fact.observation_key from desired_fact)
    group by observation_key
),
compared as (
    select
        coalesce(desired_fact.observation_key, open_fact.observation_key) as observation_key,
        open_fact.observation_key is not null as is_open,
        desired_fact.observation_key is not null as is_desired,
        coalesce(open_fact.reported_in = $period, false) as is_of_this_month,
        coalesce(
            (desired_fact.load_id, desired_fact.reported_in) >= (open_fact.load_id, open_fact.reported_in),
            false
        ) as is_later,
        (
            desired_fact.value is not distinct from open_fact.value
            and desired_fact.value_low is not distinct from open_fact.value_low
            and desired_fact.value_high is not distinct from open_fact.value_high
            and desired_fact.qualifier is not distinct from open_fact.qualifier
            and desired_fact.unit_code is not distinct from open_fact.unit_code
            and desired_fact.state is not distinct from open_fact.state
            and desired_fact.maturity is not distinct from open_fact.maturity
            and desired_fact.status is not distinct from open_fact.status
        ) as is_same,
        desired_fact.cause as stated_cause,
        desired_fact.submission_id = open_fact.submission_id as is_same_submission,
        desired_fact.reported_in = open_fact.reported_in as is_same_reported_month,
        coalesce(desired_fact.is_corrected, false) <> coalesce(open_fact.is_corrected, false) as is_correction_changed,
        desired_fact.value is not distinct from open_fact.value as is_same_value,
        coalesce(desired_fact.is_corrected, false) as is_corrected
    from desired_fact
    full outer join open_fact
        on desired_fact.observation_key = open_fact.observation_key
    where desired_fact.observation_key is not null
        or open_fact.reported_in = $period
)
select
    compared.observation_key,
    case
        when not compared.is_open then 'append'
        when not compared.is_desired then 'close'
        when compared.is_same then 'keep'
        when compared.is_of_this_month or compared.is_later then 'replace'
        else 'keep'
    end as action,
    case
        when not compared.is_desired then 'withdrawn'
        when last_version.version is null and compared.stated_cause = 'decision' then 'decision'
        when last_version.version is null then 'first'
        when compared.stated_cause <> 'first' then compared.stated_cause
        when not compared.is_open then 'resubmission'
        when not compared.is_same_reported_month then 'restatement'
        when not compared.is_same_submission then 'resubmission'
        when compared.is_correction_changed or compared.is_corrected or compared.is_same_value then 'decision'
        else 'reference_change'
    end as cause,
    coalesce(last_version.version, 0) as last_version
from compared
left join last_version
    on compared.observation_key = last_version.observation_key
