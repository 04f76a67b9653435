-- Grain: one row per place and span of validity; located_within names the prefectures around an XPCC city.
alter table dim_region add column located_within varchar[]
