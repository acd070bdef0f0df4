-- Orders with a product or a category in them, by the day it happened or by the day of the order: on every day and at
-- every place where a sale line of it stands, an order counts once. Of up to three runs of days (half-open) the lines
-- before its @until on the basis, that happened from @local_from until @local_to and before @known_until. A run that is
-- not needed is empty.
-- @basis STRING
-- @local_from DATE
-- @local_to DATE
-- @known_until TIMESTAMP
-- @from_1 DATE
-- @to_1 DATE
-- @until_1 TIMESTAMP
-- @from_2 DATE
-- @to_2 DATE
-- @until_2 TIMESTAMP
-- @from_3 DATE
-- @to_3 DATE
-- @until_3 TIMESTAMP
-- @location STRING
-- @channel STRING
-- @category STRING
-- @product STRING
SELECT
  s.basis_day,
  COUNT(DISTINCT CONCAT(
    s.order_id, '|', CAST(s.local_date AS STRING), '|', COALESCE(s.location_id, ''), '|', COALESCE(s.channel, '')
  )) AS orders
FROM (
  SELECT
    *,
    IF(@basis = 'order', ordered_local_date, local_date) AS basis_day,
    IF(@basis = 'order', ordered_at, occurred_at) AS basis_at
  FROM sales
) AS s
WHERE s.local_date >= @local_from
  AND s.local_date < @local_to
  AND ((s.basis_day >= @from_1 AND s.basis_day < @to_1)
    OR (s.basis_day >= @from_2 AND s.basis_day < @to_2)
    OR (s.basis_day >= @from_3 AND s.basis_day < @to_3))
  AND s.basis_at < CASE
    WHEN s.basis_day >= @from_1 AND s.basis_day < @to_1 THEN @until_1
    WHEN s.basis_day >= @from_2 AND s.basis_day < @to_2 THEN @until_2
    ELSE @until_3 END
  AND s.occurred_at < @known_until
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
GROUP BY s.basis_day
