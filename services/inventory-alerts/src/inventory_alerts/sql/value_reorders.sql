-- What people made of suggestions to order from @from_at until @to_at (exclusive): how many were ordered, what these cost, how
-- many have arrived, and how many of them in time. A reorder is ordered once, at the moment its state became so.
-- @from_at TIMESTAMP
-- @to_at TIMESTAMP
WITH ordered AS (
  SELECT reorder_id
  FROM reorders
  WHERE recorded_at >= @from_at
    AND recorded_at < @to_at
    AND state = 'ordered'
    AND changed_at = recorded_at
),
latest AS (
  SELECT reorder_id, state, quantity, unit_cost, expected_at, changed_at
  FROM reorders
  WHERE recorded_at >= @from_at
    AND reorder_id IN (SELECT reorder_id FROM ordered)
  QUALIFY ROW_NUMBER() OVER (PARTITION BY reorder_id ORDER BY recorded_at DESC) = 1
)
SELECT
  COUNT(*) AS ordered,
  COUNTIF(unit_cost IS NULL) AS without_cost,
  CAST(SUM(CAST(quantity * unit_cost AS NUMERIC)) AS NUMERIC) AS amount,
  COUNTIF(state = 'received') AS received,
  COUNTIF(state = 'received' AND changed_at <= expected_at) AS received_in_time
FROM latest
WHERE state IN ('ordered', 'received')
