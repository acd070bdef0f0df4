-- Units on hand of each product that was counted from @since on, over all locations: the last count of each location, less what
-- was promised then and sold since, plus what came in. What moved where a product is never counted belongs to the location
-- that holds most of it. A bundle is in stock where it is counted itself. Where the online shop sells from some locations alone,
-- what lies at others is not there for it (without them, @everywhere, all count).
-- @since TIMESTAMP
-- @since_day DATE
-- @known_until TIMESTAMP
-- @everywhere BOOL
-- @locations ARRAY<STRING>
WITH counted AS (
  SELECT
    product_id, location_id, counted_at, on_hand - COALESCE(committed, 0) AS available,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY on_hand DESC, location_id) = 1 AS is_main
  FROM (
    SELECT product_id, location_id, counted_at, on_hand, committed
    FROM stock_counts
    WHERE counted_at >= @since
      AND counted_at < @known_until
    QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, location_id ORDER BY counted_at DESC, recorded_at DESC, load_id DESC) = 1
  ) AS latest
),
moves AS (
  SELECT product_id, location_id, occurred_at AS moved_at, -quantity AS units
  FROM sales
  WHERE local_date >= @since_day
    AND occurred_at >= @since
    AND occurred_at < @known_until
    AND line_type = 'merchandise'
    AND NOT is_test
  UNION ALL
  SELECT product_id, location_id, received_at, quantity
  FROM receipts
  WHERE received_at >= @since
    AND received_at < @known_until
),
placed AS (
  SELECT m.product_id, COALESCE(own.location_id, mains.location_id) AS location_id, m.moved_at, m.units
  FROM moves AS m
  JOIN counted AS mains ON mains.product_id = m.product_id AND mains.is_main
  LEFT JOIN counted AS own ON own.product_id = m.product_id AND own.location_id = m.location_id
),
since_count AS (
  SELECT c.product_id, c.location_id, SUM(p.units) AS units
  FROM counted AS c
  JOIN placed AS p ON p.product_id = c.product_id AND p.location_id = c.location_id
  WHERE p.moved_at >= c.counted_at
  GROUP BY c.product_id, c.location_id
)
SELECT
  c.product_id,
  CAST(SUM(IF(@everywhere OR c.location_id IN UNNEST(@locations), c.available + COALESCE(s.units, 0), 0)) AS FLOAT64) AS on_hand
FROM counted AS c
LEFT JOIN since_count AS s ON s.product_id = c.product_id AND s.location_id = c.location_id
GROUP BY c.product_id
