-- Orders with a product or a category in them, by the day it happened or by the day of the order: on every day and at
-- every place where a sale line of it stands, an order counts once. Runs of days as in ledger_days.sql.
-- @basis STRING
-- @known_until TIMESTAMP
-- @local_from_1 DATE
-- @local_to_1 DATE
-- @ordered_from_1 DATE
-- @ordered_to_1 DATE
-- @until_1 TIMESTAMP
-- @local_from_2 DATE
-- @local_to_2 DATE
-- @ordered_from_2 DATE
-- @ordered_to_2 DATE
-- @until_2 TIMESTAMP
-- @local_from_3 DATE
-- @local_to_3 DATE
-- @ordered_from_3 DATE
-- @ordered_to_3 DATE
-- @until_3 TIMESTAMP
-- @location STRING
-- @channel STRING
-- @category STRING
-- @product STRING
WITH asked AS (
  SELECT *
  FROM sales
  WHERE local_date >= @local_from_1 AND local_date < @local_to_1
    AND ordered_local_date >= @ordered_from_1 AND ordered_local_date < @ordered_to_1
    AND IF(@basis = 'order', ordered_at, occurred_at) < @until_1
  UNION ALL
  SELECT *
  FROM sales
  WHERE local_date >= @local_from_2 AND local_date < @local_to_2
    AND ordered_local_date >= @ordered_from_2 AND ordered_local_date < @ordered_to_2
    AND IF(@basis = 'order', ordered_at, occurred_at) < @until_2
  UNION ALL
  SELECT *
  FROM sales
  WHERE local_date >= @local_from_3 AND local_date < @local_to_3
    AND ordered_local_date >= @ordered_from_3 AND ordered_local_date < @ordered_to_3
    AND IF(@basis = 'order', ordered_at, occurred_at) < @until_3
)
SELECT
  IF(@basis = 'order', s.ordered_local_date, s.local_date) AS basis_day,
  COUNT(DISTINCT CONCAT(
    s.order_id, '|', CAST(s.local_date AS STRING), '|', COALESCE(s.location_id, ''), '|', COALESCE(s.channel, '')
  )) AS orders
FROM asked AS s
WHERE s.occurred_at < @known_until
  AND s.kind = 'sale'
  AND s.line_type = 'merchandise'
  AND NOT s.is_test
  AND (@location IS NULL OR s.location_id = @location)
  AND (@channel IS NULL OR s.channel = @channel)
  AND (@product IS NULL OR s.product_id = @product)
  AND (@category IS NULL OR s.product_id IN (
    SELECT latest.product_id
    FROM (
      SELECT product_id, category
      FROM products
      QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
    ) AS latest
    WHERE latest.category = @category
  ))
GROUP BY basis_day
