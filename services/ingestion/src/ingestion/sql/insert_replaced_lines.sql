-- In the audit of the files whose lines a merge replaced: how many, their net total, and by which load of events.
-- @load_id STRING
-- @recorded_at TIMESTAMP
INSERT INTO load_audit (
  load_id, status, recorded_at, source, file_name, table_name, outcome, reason, row_count, amount
)
SELECT g.load_id, 'loaded', @recorded_at, a.source, a.file_name, 'sales', 'replaced', @load_id, g.row_count, g.amount
FROM (
  SELECT load_id, COUNT(*) AS row_count, SUM(net_amount) AS amount
  FROM gone_entries
  WHERE load_id < 'events-' OR load_id >= 'events.'
  GROUP BY load_id
) AS g
JOIN (
  SELECT load_id, MIN(source) AS source, MIN(file_name) AS file_name
  FROM load_audit
  WHERE table_name = 'sales' AND outcome = 'loaded'
  GROUP BY load_id
) AS a ON a.load_id = g.load_id
