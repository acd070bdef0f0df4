-- Units of each product by the location they were sold at and the shop day they were ordered on, from @first_day until @today
-- (exclusive): less what came back of them, bundles as their components (bundles in bundles to the third). `bulk_units` are
-- those on lines of at least @bulk_least units that have ten times the product's usual line, or at least @bulk_units if that is
-- given. The rows of one product, location and day, of which there may be several, add up: who reads them adds anyway.
-- @first_day DATE
-- @today DATE
-- @bulk_least NUMERIC
-- @bulk_units NUMERIC
WITH named AS (
  SELECT product_id, component_product_id, quantity
  FROM product_components
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, component_product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
parts AS (
  SELECT
    a.product_id, COALESCE(c.component_product_id, b.component_product_id, a.component_product_id) AS component_product_id,
    CAST(a.quantity AS FLOAT64) * COALESCE(CAST(b.quantity AS FLOAT64), 1) * COALESCE(CAST(c.quantity AS FLOAT64), 1) AS quantity
  FROM named AS a
  LEFT JOIN named AS b ON b.product_id = a.component_product_id
  LEFT JOIN named AS c ON c.product_id = b.component_product_id
),
large AS (
  SELECT product_id, location_id, ordered_local_date, quantity
  FROM sales
  WHERE local_date >= @first_day
    AND local_date < @today
    AND kind = 'sale'
    AND line_type = 'merchandise'
    AND NOT is_test
    AND quantity >= COALESCE(@bulk_units, @bulk_least)
),
usual AS (
  SELECT product_id, SUM(units + units_refunded) AS units, SUM(orders) AS orders
  FROM daily_product_sales
  WHERE local_date >= @first_day
    AND local_date < @today
    AND product_id IN (SELECT product_id FROM large)
  GROUP BY product_id
),
changes AS (
  SELECT product_id, location_id, ordered_local_date AS local_date, SUM(CAST(units AS FLOAT64)) AS units, CAST(0 AS FLOAT64) AS bulk_units
  FROM daily_product_sales
  WHERE local_date >= @first_day
    AND ordered_local_date >= @first_day
    AND ordered_local_date < @today
    AND product_id IS NOT NULL
  GROUP BY product_id, location_id, ordered_local_date
  UNION ALL
  SELECT l.product_id, l.location_id, l.ordered_local_date, CAST(0 AS FLOAT64), CAST(l.quantity AS FLOAT64)
  FROM large AS l
  JOIN usual AS u ON u.product_id = l.product_id
  WHERE @bulk_units IS NOT NULL
    OR (u.orders > 1 AND l.quantity * (u.orders - 1) >= 10 * (u.units - l.quantity))
)
SELECT
  COALESCE(parts.component_product_id, c.product_id) AS product_id,
  c.location_id,
  c.local_date,
  c.units * COALESCE(parts.quantity, 1) AS units,
  c.bulk_units * COALESCE(parts.quantity, 1) AS bulk_units
FROM changes AS c
LEFT JOIN parts ON parts.product_id = c.product_id
