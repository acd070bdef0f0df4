-- What people made of suggestions to order from @from_at until @to_at (exclusive): how many were ordered, what these cost, how
-- many have arrived, and how many of them in time.
-- @from_at TIMESTAMP
-- @to_at TIMESTAMP
WITH ordered AS (
  SELECT reorder_id, MIN(recorded_at) AS ordered_at
  FROM reorders
  WHERE state = 'ordered'
  GROUP BY reorder_id
),
latest AS (
  SELECT reorder_id, state, quantity, unit_cost, expected_at, changed_at
  FROM reorders
  QUALIFY ROW_NUMBER() OVER (PARTITION BY reorder_id ORDER BY recorded_at DESC) = 1
)
SELECT
  COUNT(*) AS ordered,
  COUNTIF(l.unit_cost IS NULL) AS without_cost,
  CAST(SUM(CAST(l.quantity * l.unit_cost AS NUMERIC)) AS NUMERIC) AS amount,
  COUNTIF(l.state = 'received') AS received,
  COUNTIF(l.state = 'received' AND l.changed_at <= l.expected_at) AS received_in_time
FROM ordered AS o
JOIN latest AS l ON l.reorder_id = o.reorder_id
WHERE o.ordered_at >= @from_at
  AND o.ordered_at < @to_at
  AND l.state IN ('ordered', 'received')
