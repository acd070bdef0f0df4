-- Stock at the end of each day from @days_from until @days_to (exclusive), added up per product and location: the last
-- count, less the units sold since, plus what was received. Whole days come from the rollup; the day of a count and the day
-- of the question from the ledger, so that only what happened after the count, and before @known_until, is taken off. What was
-- sold or received where a product is never counted comes from the location that holds most of it. `unit_days` is the sum
-- over `known_days`, of which `counted_days` have a count; `opening_units` is null without a count before @days_from. No count
-- before @counted_from, which lies on the day @counted_on, is needed. A change falls into the stretches between two counts that
-- begin on a day from `counted_since` until `counted_before` (exclusive), not after `changed_at`, and end after its own day.
-- @days_from DATE
-- @days_to DATE
-- @counted_from TIMESTAMP
-- @counted_on DATE
-- @today DATE
-- @known_until TIMESTAMP
-- @time_zone STRING
WITH spans AS (
  SELECT product_id, location_id, counted_at, on_hand, day, COALESCE(next_day, @days_to) AS next_day
  FROM (
    SELECT
      product_id, location_id, counted_at, on_hand, DATE(counted_at, @time_zone) AS day,
      LEAD(DATE(counted_at, @time_zone)) OVER (
        PARTITION BY product_id, location_id
        ORDER BY counted_at, recorded_at, load_id) AS next_day
    FROM stock_counts
    WHERE counted_at >= @counted_from
      AND counted_at < @known_until
      AND DATE(counted_at, @time_zone) < @days_to
  ) AS counts
  WHERE (next_day IS NULL OR next_day > day)
    AND COALESCE(next_day, @days_to) >= @days_from
),
places AS (
  SELECT
    product_id, location_id,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY on_hand DESC, location_id) = 1 AS is_main
  FROM spans
  WHERE next_day = @days_to
),
changes AS (
  SELECT
    product_id, location_id, local_date AS day, DATE '0001-01-01' AS counted_since, local_date AS counted_before,
    @known_until AS changed_at, -units AS units
  FROM daily_product_sales
  WHERE local_date > @counted_on
    AND local_date < @days_to
    AND local_date < @today
  UNION ALL
  SELECT product_id, location_id, local_date, DATE '0001-01-01', @days_to, occurred_at, -quantity
  FROM sales
  WHERE local_date = @today
    AND local_date < @days_to
    AND occurred_at < @known_until
    AND line_type = 'merchandise'
    AND NOT is_test
  UNION ALL
  SELECT product_id, location_id, local_date, local_date, DATE_ADD(local_date, INTERVAL 1 DAY), occurred_at, -quantity
  FROM sales
  WHERE local_date >= @counted_on
    AND local_date < @days_to
    AND local_date <> @today
    AND local_date IN (SELECT day FROM spans)
    AND occurred_at < @known_until
    AND line_type = 'merchandise'
    AND NOT is_test
  UNION ALL
  SELECT product_id, location_id, DATE(received_at, @time_zone), DATE '0001-01-01', @days_to, received_at, quantity
  FROM receipts
  WHERE received_at >= @counted_from
    AND received_at < @known_until
    AND DATE(received_at, @time_zone) < @days_to
),
placed AS (
  SELECT
    c.product_id, COALESCE(own.location_id, mains.location_id) AS location_id, c.day, c.counted_since, c.counted_before,
    c.changed_at, c.units
  FROM changes AS c
  JOIN places AS mains ON mains.product_id = c.product_id AND mains.is_main
  LEFT JOIN places AS own ON own.product_id = c.product_id AND own.location_id = c.location_id
),
parts AS (
  SELECT product_id, location_id, next_day, day, day AS since, on_hand AS units, 1 AS is_count
  FROM spans
  UNION ALL
  SELECT placed.product_id, placed.location_id, spans.next_day, spans.day, placed.day, placed.units, 0
  FROM placed
  JOIN spans
    ON spans.product_id = placed.product_id
      AND spans.location_id = placed.location_id
      AND spans.day >= placed.counted_since
      AND spans.day < placed.counted_before
      AND spans.counted_at <= placed.changed_at
      AND spans.next_day > placed.day
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
