-- Stock at the end of each day from @days_from until @days_to (exclusive), added up per product and location: the last
-- count, less the units sold since, plus what was received. Whole days come from the rollup; the day of a count and the day
-- of the question from the ledger, so that only what happened after the count, and before @known_until, is taken off. What was
-- sold or received where a product is never counted comes from the location that holds most of it. `unit_days` is the sum
-- over `known_days`, of which `counted_days` have a count; `opening_units` is null without a count before @days_from, which
-- begins at @opening_at.
-- @days_from DATE
-- @days_to DATE
-- @opening_at TIMESTAMP
-- @today DATE
-- @known_until TIMESTAMP
-- @time_zone STRING
WITH earlier AS (
  SELECT product_id, location_id, MAX(counted_at) AS counted_at
  FROM stock_counts
  WHERE counted_at < @opening_at
    AND counted_at < @known_until
  GROUP BY product_id, location_id
),
counts AS (
  SELECT c.product_id, c.location_id, c.counted_at, c.on_hand, DATE(c.counted_at, @time_zone) AS day
  FROM stock_counts AS c
  LEFT JOIN earlier
    ON earlier.product_id = c.product_id AND earlier.location_id = c.location_id AND earlier.counted_at = c.counted_at
  WHERE (c.counted_at >= @opening_at OR earlier.product_id IS NOT NULL)
    AND c.counted_at < @known_until
    AND DATE(c.counted_at, @time_zone) < @days_to
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY c.product_id, c.location_id, DATE(c.counted_at, @time_zone)
    ORDER BY c.counted_at DESC, c.recorded_at DESC, c.load_id DESC) = 1
),
spans AS (
  SELECT
    product_id, location_id, counted_at, on_hand, day,
    COALESCE(LEAD(day) OVER (PARTITION BY product_id, location_id ORDER BY day), @days_to) AS next_day
  FROM counts
),
places AS (
  SELECT
    product_id, location_id,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY on_hand DESC, location_id) = 1 AS is_main
  FROM spans
  WHERE next_day = @days_to
),
shown AS (
  SELECT *
  FROM spans
  WHERE next_day >= @days_from
),
bounds AS (
  SELECT MIN(day) AS first_day
  FROM shown
),
changes AS (
  SELECT 'day' AS kind, d.product_id, d.location_id, d.local_date AS day, @known_until AS changed_at, -d.units AS units
  FROM daily_product_sales AS d
  CROSS JOIN bounds
  WHERE d.local_date > bounds.first_day
    AND d.local_date < @days_to
    AND d.local_date < @today
  UNION ALL
  SELECT 'line', s.product_id, s.location_id, s.local_date, s.occurred_at, -s.quantity
  FROM sales AS s
  WHERE s.local_date < @days_to
    AND (s.local_date = @today OR s.local_date IN (SELECT day FROM shown))
    AND s.occurred_at < @known_until
    AND s.line_type = 'merchandise'
    AND NOT s.is_test
  UNION ALL
  SELECT 'receipt', product_id, location_id, DATE(received_at, @time_zone), received_at, quantity
  FROM receipts
  WHERE received_at < @known_until
    AND DATE(received_at, @time_zone) < @days_to
),
placed AS (
  SELECT changes.kind, changes.product_id, places.location_id, changes.day, changes.changed_at, changes.units
  FROM changes
  JOIN places ON places.product_id = changes.product_id
  LEFT JOIN places AS own ON own.product_id = changes.product_id AND own.location_id = changes.location_id
  WHERE places.location_id = own.location_id
    OR (own.location_id IS NULL AND places.is_main)
),
parts AS (
  SELECT product_id, location_id, next_day, day, day AS since, on_hand AS units, 1 AS is_count
  FROM shown
  UNION ALL
  SELECT placed.product_id, placed.location_id, shown.next_day, shown.day, placed.day, placed.units, 0
  FROM placed
  JOIN shown
    ON shown.product_id = placed.product_id AND shown.location_id = placed.location_id AND placed.day < shown.next_day
  WHERE CASE placed.kind
    WHEN 'day' THEN placed.day > shown.day
    WHEN 'line' THEN (placed.day = shown.day OR placed.day = @today) AND placed.changed_at >= shown.counted_at
    ELSE placed.changed_at >= shown.counted_at END
)
SELECT
  product_id,
  location_id,
  SUM(units * DATE_DIFF(next_day, IF(since > @days_from, since, @days_from), DAY)) AS unit_days,
  SUM(is_count * DATE_DIFF(next_day, IF(since > @days_from, since, @days_from), DAY)) AS known_days,
  COUNTIF(is_count = 1 AND day >= @days_from) AS counted_days,
  SUM(IF(day < @days_from AND since < @days_from, units, NULL)) AS opening_units,
  SUM(IF(next_day = @days_to, units, 0)) AS closing_units
FROM parts
GROUP BY product_id, location_id
ORDER BY product_id, location_id
