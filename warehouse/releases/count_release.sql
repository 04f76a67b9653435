-- Grain: one row, what the month to be closed holds, and how far it is complete.
select
    (
        select count(*)
        from release_fact
    ) as fact_count,
    (
        select count(*)
        from release_fact
        where status = 'provisional'
    ) as provisional_count,
    (
        select count(*)
        from ops_issue
        where period = $period
            and status in ('open', 'returned')
    ) as open_issue_count,
    (
        select count(*)
        from ops_reporter_month
        join dim_region
            on ops_reporter_month.submitter_code = dim_region.region_code
            and dim_region.is_reporter
        where ops_reporter_month.period = $period
            and ops_reporter_month.state <> 'not_reported'
    ) as reported_count,
    (
        select count(*)
        from dim_region
        where is_reporter
    ) as reporter_count
