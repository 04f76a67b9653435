-- Grain: one row, the views as they stand.
select sha256
from schema_view
