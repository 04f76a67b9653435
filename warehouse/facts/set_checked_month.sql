-- Grain: none; what checks look at.
set variable checked_month = $value
