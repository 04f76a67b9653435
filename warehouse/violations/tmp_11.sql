-- Grain: one row per figure that differs from the fact already known, without a 更正单: about an earlier month, or about
-- a month that is closed (then `release` names the release). A released fact that is no longer stated is one row too.
with earlier as (
    select
        figure.observation_id,
        figure.submission_id,
        figure.submitter_code,
        figure.region_code,
        past.observation_id as operand_ids,
        json_object(
            'indicator', figure.indicator,
            'revised_period', figure.period,
            'a', past.value,
            'b', figure.value
        ) as evidence
    from figure
    cross join run_month
    join past
        on past.observation_key = figure.observation_key
    where figure.period < run_month.period
        and figure.document_form <> 'correction'
        and (figure.low > past.high or figure.high < past.low)
        and figure.observation_key not in (
            select closed_fact.observation_key
            from closed_fact
            where closed_fact.change <> 'added'
        )
),
closed as (
    select
        figure.observation_id,
        figure.submission_id,
        figure.submitter_code,
        figure.region_code,
        coalesce(nullif(closed_fact.observation_id, figure.observation_id), '') as operand_ids,
        json_object(
            'indicator', figure.indicator,
            'revised_period', figure.period,
            'a', closed_fact.value,
            'b', figure.value,
            'release', closed_fact.release_number
        ) as evidence
    from figure
    join closed_fact
        on closed_fact.observation_key = figure.observation_key
    where closed_fact.change <> 'added'
        and figure.document_form <> 'correction'
        and not figure.is_amended
        and (
            closed_fact.value is null
            or figure.low > coalesce(
                closed_fact.value_high,
                case when closed_fact.qualifier = 'at_least' then 'infinity'::double else closed_fact.value end
            )
            or figure.high < coalesce(
                closed_fact.value_low,
                case when closed_fact.qualifier = 'up_to' then 0 else closed_fact.value end
            )
        )
),
no_longer_stated as (
    select
        cast(null as varchar) as observation_id,
        closed_fact.submission_id,
        dim_submission.submitter_code,
        closed_fact.region_code,
        closed_fact.observation_id as operand_ids,
        json_object(
            'indicator', dim_indicator.name_zh,
            'revised_period', closed_fact.period,
            'a', closed_fact.value,
            'b', '不再填报',
            'release', closed_fact.release_number
        ) as evidence
    from closed_fact
    cross join run_month
    join dim_submission
        on dim_submission.submission_id = closed_fact.submission_id
    join dim_indicator
        on dim_indicator.indicator_code = closed_fact.indicator_code
    where closed_fact.reported_in = run_month.period
        and closed_fact.change not in ('added', 'withdrawn')
        and closed_fact.observation_key not in (
            select effective_observation.observation_key
            from effective_observation
            where effective_observation.observation_key is not null
                and (effective_observation.status <> 'not_a_statistic' or effective_observation.is_amended)
        )
)
select
    observation_id,
    submission_id,
    submitter_code,
    region_code,
    operand_ids,
    cast(null as double) as suggestion_value,
    evidence
from earlier
union all
select
    observation_id,
    submission_id,
    submitter_code,
    region_code,
    operand_ids,
    cast(null as double) as suggestion_value,
    evidence
from closed
union all
select
    observation_id,
    submission_id,
    submitter_code,
    region_code,
    operand_ids,
    cast(null as double) as suggestion_value,
    evidence
from no_longer_stated
