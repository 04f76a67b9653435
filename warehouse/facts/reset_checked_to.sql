-- Grain: none; checks look at everything again.
reset variable checked_to
