-- Grain: one row per key and submitter: the figure that set rules compare. Where a key is stated twice the stronger
-- form stands for it here (form before county table before long list before prose, later before earlier); that the
-- statements differ is reported by DUP-03 and BAL-12, and nothing is chosen for the facts.
create or replace temp table figure as
select *
from stated
qualify row_number() over (
    partition by submitter_code, observation_key
    order by form_rank, load_id desc, observation_id
) = 1
