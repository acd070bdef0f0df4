-- Units of each product at each location by the shop day they were ordered on, from @first_day until @today (exclusive): less
-- what came back of them, bundles as their components. `bulk_units` are those on lines of at least @bulk_least units that have
-- ten times the product's usual line, or at least @bulk_units if that is given. What was sold where a product is never counted
-- belongs to the location that holds most of it.
-- @first_day DATE
-- @today DATE
-- @known_until TIMESTAMP
-- @bulk_least NUMERIC
-- @bulk_units NUMERIC
WITH parts AS (
  SELECT product_id, component_product_id, quantity
  FROM product_components
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, component_product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
places AS (
  SELECT
    product_id, location_id,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY on_hand DESC, location_id) = 1 AS is_main
  FROM (
    SELECT product_id, location_id, on_hand
    FROM stock_counts
    WHERE counted_at < @known_until
    QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, location_id ORDER BY counted_at DESC, recorded_at DESC, load_id DESC) = 1
  ) AS counted
),
usual AS (
  SELECT product_id, SUM(units + units_refunded) AS units, SUM(orders) AS orders
  FROM daily_product_sales
  WHERE local_date >= @first_day
    AND local_date < @today
  GROUP BY product_id
),
changes AS (
  SELECT product_id, location_id, ordered_local_date AS local_date, units, CAST(0 AS NUMERIC) AS bulk_units
  FROM daily_product_sales
  WHERE local_date >= @first_day
    AND ordered_local_date >= @first_day
    AND ordered_local_date < @today
    AND product_id IS NOT NULL
  UNION ALL
  SELECT s.product_id, s.location_id, s.ordered_local_date, CAST(0 AS NUMERIC), s.quantity
  FROM sales AS s
  JOIN usual AS u ON u.product_id = s.product_id
  WHERE s.local_date >= @first_day
    AND s.local_date < @today
    AND s.kind = 'sale'
    AND s.line_type = 'merchandise'
    AND NOT s.is_test
    AND s.quantity >= COALESCE(@bulk_units, @bulk_least)
    AND (@bulk_units IS NOT NULL OR (u.orders > 1 AND s.quantity * (u.orders - 1) >= 10 * (u.units - s.quantity)))
)
SELECT
  COALESCE(parts.component_product_id, c.product_id) AS product_id,
  COALESCE(own.location_id, mains.location_id, c.location_id, '') AS location_id,
  c.local_date,
  CAST(SUM(c.units * COALESCE(parts.quantity, 1)) AS FLOAT64) AS units,
  CAST(SUM(c.bulk_units * COALESCE(parts.quantity, 1)) AS FLOAT64) AS bulk_units
FROM changes AS c
LEFT JOIN parts ON parts.product_id = c.product_id
LEFT JOIN places AS own
  ON own.product_id = COALESCE(parts.component_product_id, c.product_id) AND own.location_id = c.location_id
LEFT JOIN places AS mains
  ON mains.product_id = COALESCE(parts.component_product_id, c.product_id) AND mains.is_main
GROUP BY 1, 2, 3
