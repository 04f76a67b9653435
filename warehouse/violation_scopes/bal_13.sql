-- Grain: one row: how many cases BAL-13 looked at in the staged month, and how many lacked what they are compared with:
-- prefecture figures for which 兵团 within the prefecture has a figure of its own, and for which it has none.
with whole as (
    select
        figure.observation_id,
        exists (
            select 1
            from figure as part
            join dim_region
                on dim_region.region_code = part.region_code
            where part.indicator_code = figure.indicator_code
                and part.period = figure.period
                and part.period_type = figure.period_type
                and part.dims_key = figure.dims_key
                and (
                    list_contains(dim_region.located_within, figure.region_code)
                    or (part.region_code = '660000' and part.submitter_code = figure.submitter_code)
                )
        ) as has_xpcc
    from figure
    join dim_indicator
        on dim_indicator.indicator_code = figure.indicator_code
        and dim_indicator.is_additive_over_regions
    where figure.region_level = 2
        and figure.parent_code = '650000'
        and figure.scope = 'default'
        and figure.period_type <> 'target'
)
select
    count(*) filter (where has_xpcc) as looked_at,
    count(*) filter (where not has_xpcc) as not_evaluated
from whole
