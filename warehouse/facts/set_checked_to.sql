-- Grain: none; what checks look at.
set variable checked_to = $value
