-- Ledger lines that happened, or whose order was placed, from @days_from until @days_to (exclusive) and that were known before
-- @known_until: by load, by what they are, and by which of the two days lies among those asked for. Each of the three runs of
-- the ledger has a scan of its own, so that either engine skips the days before and after it.
-- @days_from DATE
-- @days_to DATE
-- @known_until TIMESTAMP
WITH lines AS (
  SELECT
    load_id, is_test, line_type, kind, net_amount, TRUE AS happened,
    ordered_local_date >= @days_from AND ordered_local_date < @days_to AS ordered
  FROM sales
  WHERE local_date >= @days_from
    AND local_date < @days_to
    AND occurred_at < @known_until
  UNION ALL
  SELECT load_id, is_test, line_type, kind, net_amount, FALSE, TRUE
  FROM sales
  WHERE ordered_local_date >= @days_from
    AND ordered_local_date < @days_to
    AND local_date < @days_from
    AND occurred_at < @known_until
  UNION ALL
  SELECT load_id, is_test, line_type, kind, net_amount, FALSE, TRUE
  FROM sales
  WHERE ordered_local_date >= @days_from
    AND ordered_local_date < @days_to
    AND local_date >= @days_to
    AND occurred_at < @known_until
)
SELECT
  load_id,
  IF(is_test, 'test', line_type) AS reason,
  kind,
  happened,
  ordered,
  COUNT(*) AS row_count,
  SUM(net_amount) AS net_amount
FROM lines
GROUP BY load_id, reason, kind, happened, ordered
ORDER BY load_id, reason, kind, happened, ordered
