-- Grain: one row per fact key that the load may touch: wanted by the verdict, or open from the same reporting month.
-- All of them lie in the months that the load touches (checked_from to checked_to): a key names its month.
-- A fact that another month reported is replaced only by a later arrival (of one arrival, by the later month).
-- What a closed release holds is neither replaced nor withdrawn without a 更正单 (a correction form, or its number in
-- a decision); that its status is settled later is no change of what was published.
-- A file that could be read before and cannot be read this time takes nothing back.
create or replace temp table fact_change as
with open_fact as (
    select fct_observation.*
    from fct_observation
    where fct_observation.recorded_to is null
        and fct_observation.period >= coalesce(getvariable('checked_from'), '')
        and fct_observation.period <= coalesce(getvariable('checked_to'), '9')
),
last_version as (
    select
        observation_key,
        max(version) as version
    from fct_observation
    where period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
        and observation_key in (select desired_fact.observation_key from desired_fact)
    group by observation_key
),
frozen as (
    select observation_key
    from closed_fact
    where released_observation_id is not null
        and period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
),
amended as (
    select cast(incoming_ops_observation.observation_id as varchar) as observation_id
    from incoming_ops_observation
    where cast(incoming_ops_observation.document_form as varchar) = 'correction'
    union
    select unnest(list_append(
        json_keys(coalesce(cast(incoming_ops_decision.operands as varchar), '{}')),
        cast(incoming_ops_decision.observation_id as varchar)
    )) as observation_id
    from incoming_ops_decision
    where cast(incoming_ops_decision.confirmed_by as varchar) = '更正单'
        and cast(incoming_ops_decision.state as varchar) is distinct from 'retired'
),
read_otherwise as (
    select open_fact.observation_key
    from open_fact
    join incoming_ops_observation
        on open_fact.observation_id = cast(incoming_ops_observation.observation_id as varchar)
    where incoming_ops_observation.superseded_by_load is null
        and cast(incoming_ops_observation.observation_key as varchar) is distinct from open_fact.observation_key
),
unread as (
    select cast(incoming_dim_submission.submission_id as varchar) as submission_id
    from incoming_dim_submission
    where cast(incoming_dim_submission.state as varchar) = 'failed'
),
decided as (
    select cast(incoming_ops_decision.observation_id as varchar) as observation_id
    from incoming_ops_decision
    where cast(incoming_ops_decision.state as varchar) is distinct from 'retired'
),
run_before as (
    select arg_max(ops_run.catalog_version, ops_run.load_id) as catalog_version
    from ops_run
    where ops_run.period = $period
        and ops_run.run_id not in (select incoming_ops_run.run_id from incoming_ops_run)
),
run_now as (
    select max(cast(incoming_ops_run.catalog_version as varchar)) as catalog_version
    from incoming_ops_run
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
        ) as is_same_statement,
        desired_fact.status is not distinct from open_fact.status as is_same_status,
        coalesce(desired_fact.observation_key, open_fact.observation_key) in (
            select frozen.observation_key from frozen
        ) as is_frozen,
        coalesce(
            desired_fact.observation_id in (select amended.observation_id from amended)
            or (
                desired_fact.observation_id is null
                and open_fact.observation_id in (select amended.observation_id from amended)
            ),
            false
        ) as is_amended,
        coalesce(open_fact.observation_id in (select decided.observation_id from decided), false) as is_decided,
        coalesce(open_fact.submission_id in (select unread.submission_id from unread), false) as is_unread,
        coalesce(
            open_fact.observation_key in (select read_otherwise.observation_key from read_otherwise),
            false
        ) as is_read_otherwise,
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
        when compared.is_frozen and not compared.is_amended and not compared.is_same_statement then 'keep'
        when not compared.is_desired and compared.is_unread then 'keep'
        when not compared.is_desired then 'close'
        when compared.is_same_statement and compared.is_same_status then 'keep'
        when compared.is_of_this_month or compared.is_later then 'replace'
        else 'keep'
    end as action,
    case
        when not compared.is_desired and compared.is_decided then 'decision'
        when not compared.is_desired and not compared.is_read_otherwise then 'withdrawn'
        when not compared.is_desired and run_before.catalog_version = run_now.catalog_version then 'better_reader'
        when not compared.is_desired then 'reference_change'
        when last_version.version is null and compared.stated_cause = 'decision' then 'decision'
        when last_version.version is null then 'first'
        when compared.is_frozen and compared.is_open and not compared.is_same_statement then 'restatement'
        when compared.stated_cause not in ('first', 'reference_change') then compared.stated_cause
        when not compared.is_open then 'resubmission'
        when not compared.is_same_reported_month then 'restatement'
        when not compared.is_same_submission then 'resubmission'
        when coalesce(compared.stated_cause, 'first') <> 'reference_change'
            and (compared.is_correction_changed or compared.is_corrected or compared.is_same_value)
            then 'decision'
        when run_before.catalog_version = run_now.catalog_version then 'better_reader'
        else 'reference_change'
    end as cause,
    coalesce(last_version.version, 0) as last_version
from compared
cross join run_before
cross join run_now
left join last_version
    on compared.observation_key = last_version.observation_key
