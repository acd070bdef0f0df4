-- What is on hand of each product at each location where it was ever counted: the last count before @known_until, less what
-- was sold since, plus what came in. Whole days come from the rollup, the day of a count and today from the ledger; bundles
-- take their components off. What was sold or received where a product is never counted belongs to the location that holds
-- most of it. @counted_on is the day of the earliest of these last counts.
-- @counted_on DATE
-- @today DATE
-- @known_until TIMESTAMP
-- @time_zone STRING
WITH named AS (
  SELECT product_id, component_product_id, quantity
  FROM product_components
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, component_product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
parts AS (
  SELECT
    a.product_id, COALESCE(c.component_product_id, b.component_product_id, a.component_product_id) AS component_product_id,
    CAST(a.quantity * COALESCE(b.quantity, 1) * COALESCE(c.quantity, 1) AS NUMERIC) AS quantity
  FROM named AS a
  LEFT JOIN named AS b ON b.product_id = a.component_product_id
  LEFT JOIN named AS c ON c.product_id = b.component_product_id
),
counted AS (
  SELECT
    product_id, location_id, counted_at, on_hand, committed, DATE(counted_at, @time_zone) AS day,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY on_hand DESC, location_id) = 1 AS is_main
  FROM (
    SELECT product_id, location_id, counted_at, on_hand, committed
    FROM stock_counts
    WHERE counted_at < @known_until
    QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, location_id ORDER BY counted_at DESC, recorded_at DESC, load_id DESC) = 1
  ) AS latest
),
changes AS (
  SELECT
    'days' AS source, product_id, location_id, local_date AS day, CAST(NULL AS TIMESTAMP) AS changed_at, -SUM(units) AS units
  FROM daily_product_sales
  WHERE local_date > @counted_on
    AND local_date < @today
  GROUP BY product_id, location_id, local_date
  UNION ALL
  SELECT 'lines', product_id, location_id, local_date, occurred_at, -quantity
  FROM sales
  WHERE local_date >= @counted_on
    AND local_date <= @today
    AND (local_date = @today OR local_date IN (SELECT day FROM counted))
    AND occurred_at < @known_until
    AND line_type = 'merchandise'
    AND NOT is_test
  UNION ALL
  SELECT 'receipts', product_id, location_id, DATE(received_at, @time_zone), received_at, quantity
  FROM receipts
  WHERE received_at < @known_until
    AND DATE(received_at, @time_zone) >= @counted_on
),
exploded AS (
  SELECT
    c.source, COALESCE(parts.component_product_id, c.product_id) AS product_id, c.location_id, c.day, c.changed_at,
    c.units * COALESCE(parts.quantity, 1) AS units
  FROM changes AS c
  LEFT JOIN parts ON parts.product_id = c.product_id
),
placed AS (
  SELECT
    e.source, e.product_id, COALESCE(own.location_id, mains.location_id) AS location_id, e.day, e.changed_at, e.units
  FROM exploded AS e
  JOIN counted AS mains ON mains.product_id = e.product_id AND mains.is_main
  LEFT JOIN counted AS own ON own.product_id = e.product_id AND own.location_id = e.location_id
),
since AS (
  SELECT c.product_id, c.location_id, SUM(p.units) AS units
  FROM counted AS c
  JOIN placed AS p ON p.product_id = c.product_id AND p.location_id = c.location_id
  WHERE (p.source = 'days' AND p.day > c.day)
    OR (p.source = 'lines' AND p.changed_at >= c.counted_at AND (p.day = c.day OR p.day = @today))
    OR (p.source = 'receipts' AND p.changed_at >= c.counted_at)
  GROUP BY c.product_id, c.location_id
)
SELECT
  c.product_id,
  c.location_id,
  c.counted_at,
  CAST(c.on_hand AS FLOAT64) AS counted_units,
  CAST(c.committed AS FLOAT64) AS committed,
  CAST(c.on_hand + COALESCE(since.units, 0) AS FLOAT64) AS on_hand
FROM counted AS c
LEFT JOIN since ON since.product_id = c.product_id AND since.location_id = c.location_id
