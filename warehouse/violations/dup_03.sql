-- Grain: one row per figure that another statement of the same key contradicts, in one way of reading (a table against
-- a table; prose against a table is BAL-12). A later file of the same kind is a revision and no duplicate. The figure of
-- the stronger form is suggested to the weaker; both are reported.
select
    stated.observation_id,
    stated.submission_id,
    stated.submitter_code,
    stated.region_code,
    string_agg(other.observation_id, '|' order by other.form_rank, other.observation_id) as operand_ids,
    any_value(other.value order by other.form_rank, other.observation_id)
        filter (where other.form_rank < stated.form_rank) as suggestion_value,
    json_object(
        'indicator', any_value(stated.indicator),
        'a', any_value(stated.value),
        'b', any_value(other.value order by other.form_rank, other.observation_id)
    ) as evidence
from stated
join stated as other
    on other.submitter_code = stated.submitter_code
    and other.observation_key = stated.observation_key
    and other.observation_id <> stated.observation_id
    and other.origin = stated.origin
    and (other.submission_id = stated.submission_id or other.document_form <> stated.document_form)
where stated.low > other.high
    or stated.high < other.low
group by stated.observation_id, stated.submission_id, stated.submitter_code, stated.region_code
