-- Grain: none left, so that the reference data is loaded once more, with the new column.
delete from ref_version
