-- Whether a load is there, and whether it was taken back.
-- @load_id STRING
SELECT COUNTIF(status = 'loaded') AS loaded_rows, COUNTIF(status = 'undone') AS undone_rows
FROM load_audit
WHERE load_id = @load_id
