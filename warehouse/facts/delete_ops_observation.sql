-- Grain: one row per number found in a live or superseded submission of a reporting month. Removes one reporting month, which the new verdict restates whole.
delete from ops_observation
where reported_in = $period
