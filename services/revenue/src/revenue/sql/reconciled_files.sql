-- What became of the rows of the files that some loads read for sales, and of the files of later loads that held the same lines
-- again; without loads that were taken back.
-- @load_ids ARRAY<STRING>
SELECT load_id, source, file_name, outcome, reason, SUM(row_count) AS row_count, SUM(amount) AS amount
FROM load_audit
WHERE table_name = 'sales'
  AND status = 'loaded'
  AND outcome <> 'excluded'
  AND (load_id IN UNNEST(@load_ids) OR load_id IN (
    SELECT load_id
    FROM load_audit
    WHERE table_name = 'sales' AND outcome = 'known' AND reason IN UNNEST(@load_ids)
  ))
  AND load_id NOT IN (
    SELECT load_id
    FROM load_audit
    WHERE status = 'undone'
  )
GROUP BY load_id, source, file_name, outcome, reason
ORDER BY load_id, file_name, outcome, reason
