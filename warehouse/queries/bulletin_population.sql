-- Grain: one row per prefecture: residents at the census of 2020, persons.
select
    ref_population.region_code,
    ref_population.persons
from ref_population
join dim_region
    on ref_population.region_code = dim_region.region_code
where dim_region.is_reporter
order by ref_population.region_code
