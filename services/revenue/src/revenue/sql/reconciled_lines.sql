-- Ledger lines that happened, or whose order was placed, from @days_from until @days_to (exclusive) and that were known before
-- @known_until: by load, by what they are, and by which of the two days lies among those asked for.
-- @days_from DATE
-- @days_to DATE
-- @known_until TIMESTAMP
SELECT
  load_id,
  IF(is_test, 'test', line_type) AS reason,
  kind,
  local_date >= @days_from AND local_date < @days_to AS happened,
  ordered_local_date >= @days_from AND ordered_local_date < @days_to AS ordered,
  COUNT(*) AS row_count,
  SUM(net_amount) AS net_amount
FROM sales
WHERE ((local_date >= @days_from AND local_date < @days_to)
    OR (ordered_local_date >= @days_from AND ordered_local_date < @days_to))
  AND occurred_at < @known_until
GROUP BY load_id, reason, kind, happened, ordered
ORDER BY load_id, reason, kind, happened, ordered
