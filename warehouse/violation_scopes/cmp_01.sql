-- Grain: one row: how many cases CMP-01 looked at in the staged month, and how many lacked what they are compared with.
select
    (
        select count(*)
        from dim_region
        where level = 2
            and parent_code = '650000'
            and valid_to is null
            and type in ('地级市', '自治州', '地区')
    ) as looked_at,
    0 as not_evaluated
