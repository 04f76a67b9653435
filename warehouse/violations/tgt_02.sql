-- Grain: one row per target below the superior one for its year.
select
    figure.observation_id,
    figure.submission_id,
    figure.submitter_code,
    figure.region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object('indicator', figure.indicator, 'value', figure.value, 'superior', ref_threshold.value) as evidence
from figure
join ref_threshold
    on ref_threshold.rule_id = 'TGT-02'
    and ref_threshold.name = concat('superior_', cast(figure.target_year as varchar))
    and ref_threshold.indicator_code = figure.indicator_code
where figure.period_type = 'target'
    and figure.high < ref_threshold.value
