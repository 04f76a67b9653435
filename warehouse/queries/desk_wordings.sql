-- Grain: one row per kind and wording that no code answers to yet, among the live numbers; most frequent first.
with unresolved as (
    select
        'indicator' as kind,
        indicator_text as wording,
        indicator_resolution as resolution,
        indicator_candidates as candidates,
        observation_id,
        submitter_code,
        reported_in,
        issue_id,
        quote,
        raw
    from ops_observation
    where superseded_by_load is null
        and status = 'held'
        and indicator_code is null
        and indicator_text <> ''
    union all
    select
        'region' as kind,
        region_text as wording,
        region_resolution as resolution,
        region_candidates as candidates,
        observation_id,
        submitter_code,
        reported_in,
        issue_id,
        quote,
        raw
    from ops_observation
    where superseded_by_load is null
        and status = 'held'
        and region_code is null
        and region_text <> ''
)
select
    kind,
    wording,
    max(resolution) as resolution,
    max(candidates) as candidates,
    count(*) as numbers,
    count(distinct submitter_code) as submitters,
    max(reported_in) as last_month,
    arg_max(observation_id, reported_in) as example_id,
    arg_max(submitter_code, reported_in) as example_submitter,
    arg_max(quote, reported_in) as example_quote,
    arg_max(raw, reported_in) as example_raw,
    max(issue_id) as issue_id
from unresolved
group by
    kind,
    wording
order by
    numbers desc,
    kind,
    wording
