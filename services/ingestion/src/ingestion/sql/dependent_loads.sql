-- Loads whose files held rows that this load had brought already: taking it back takes them away too.
-- @load_id STRING
SELECT load_id, SUM(row_count) AS row_count
FROM load_audit
WHERE outcome = 'known' AND reason = @load_id AND load_id <> @load_id
  AND load_id NOT IN (SELECT load_id FROM load_audit WHERE status = 'undone')
GROUP BY load_id
ORDER BY load_id
