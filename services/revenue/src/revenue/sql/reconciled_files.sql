-- What became of the rows of the files that some loads read for sales, and of the files of later loads that held the same lines
-- again; without loads that were taken back. Rows whose amount is not kept are apart from those whose amount is.
-- @load_ids ARRAY<STRING>
WITH audited AS (
  SELECT load_id, source, file_name, outcome, reason, row_count, amount AS kept, amount IS NULL AS is_unknown
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
)
SELECT load_id, source, file_name, outcome, reason, SUM(row_count) AS row_count, SUM(kept) AS amount
FROM audited
GROUP BY load_id, source, file_name, outcome, reason, is_unknown
ORDER BY load_id, file_name, outcome, reason, amount
