-- Exports that are not over, oldest first.
SELECT *
FROM exports
QUALIFY ROW_NUMBER() OVER (PARTITION BY export_id ORDER BY recorded_at DESC) = 1
  AND state IN ('queued', 'running', 'waiting')
ORDER BY requested_at, export_id
