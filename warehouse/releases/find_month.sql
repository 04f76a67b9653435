-- Grain: one row, whether the month was run, and the number of the last release.
select
    (
        select count(*) > 0
        from ops_reporter_month
        where period = $period
    ) as was_run,
    (
        select coalesce(max(release_number), 0)
        from rel_release
    ) as last_number
