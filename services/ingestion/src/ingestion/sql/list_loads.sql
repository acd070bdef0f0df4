-- The loads, newest first: what each read, loaded, knew and rejected.
-- @before_recorded_at TIMESTAMP
-- @before_load_id STRING
-- @row_limit INT64
SELECT
  load_id,
  IF(COUNTIF(status = 'undone') > 0, 'undone', 'loaded') AS status,
  MIN(recorded_at) AS recorded_at,
  MIN(source) AS source,
  ARRAY_TO_STRING(ARRAY_AGG(DISTINCT file_name ORDER BY file_name), '\n') AS files,
  SUM(IF(outcome = 'read', row_count, 0)) AS read_rows,
  SUM(IF(outcome = 'loaded', row_count, 0)) AS loaded_rows,
  SUM(IF(outcome = 'known', row_count, 0)) AS known_rows,
  SUM(IF(outcome = 'rejected', row_count, 0)) AS rejected_rows,
  SUM(IF(outcome = 'loaded', amount, NULL)) AS net_amount
FROM load_audit
WHERE status <> 'erased'  -- an erasure is no load
GROUP BY load_id
HAVING MIN(recorded_at) < @before_recorded_at OR (MIN(recorded_at) = @before_recorded_at AND load_id < @before_load_id)
ORDER BY recorded_at DESC, load_id DESC
LIMIT @row_limit
