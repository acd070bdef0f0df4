-- What was sold of a product (bundles as its share of them, bundles in bundles to the third), received and counted, by location
-- and shop day, from @first_day until @today (exclusive); of several counts on a day the last. A location is '' where none is
-- named.
-- @product STRING
-- @first_day DATE
-- @today DATE
-- @first_at TIMESTAMP
-- @today_at TIMESTAMP
-- @time_zone STRING
WITH named AS (
  SELECT product_id, component_product_id, quantity
  FROM product_components
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, component_product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
parts AS (
  SELECT a.product_id, CAST(a.quantity * COALESCE(b.quantity, 1) * COALESCE(c.quantity, 1) AS NUMERIC) AS quantity
  FROM named AS a
  LEFT JOIN named AS b ON b.product_id = a.component_product_id
  LEFT JOIN named AS c ON c.product_id = b.component_product_id
  WHERE COALESCE(c.component_product_id, b.component_product_id, a.component_product_id) = @product
),
told AS (
  SELECT 'sold' AS what, COALESCE(location_id, '') AS location_id, local_date, units
  FROM daily_product_sales
  WHERE local_date >= @first_day AND local_date < @today AND product_id = @product
  UNION ALL
  SELECT 'sold', COALESCE(d.location_id, ''), d.local_date, CAST(d.units * p.quantity AS NUMERIC)
  FROM daily_product_sales AS d
  JOIN parts AS p ON p.product_id = d.product_id
  WHERE d.local_date >= @first_day AND d.local_date < @today
  UNION ALL
  SELECT 'received', COALESCE(location_id, ''), DATE(received_at, @time_zone), quantity
  FROM receipts
  WHERE received_at >= @first_at AND received_at < @today_at AND product_id = @product
  UNION ALL
  SELECT 'counted', location_id, local_date, on_hand
  FROM (
    SELECT COALESCE(location_id, '') AS location_id, DATE(counted_at, @time_zone) AS local_date, on_hand
    FROM stock_counts
    WHERE counted_at >= @first_at AND counted_at < @today_at AND product_id = @product
    QUALIFY ROW_NUMBER() OVER (
      PARTITION BY location_id, DATE(counted_at, @time_zone) ORDER BY counted_at DESC, recorded_at DESC, load_id DESC) = 1
  ) AS counts
)
SELECT what, location_id, local_date, CAST(SUM(units) AS FLOAT64) AS units
FROM told
GROUP BY what, location_id, local_date
ORDER BY location_id, local_date, what
