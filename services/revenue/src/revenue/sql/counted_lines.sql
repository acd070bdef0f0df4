-- Ledger lines of a period by what they are: what counts as sales, and what is excluded and why. Bounds are half-open;
-- the axis that does not matter is left wide open.
-- @basis STRING
-- @local_from DATE
-- @local_to DATE
-- @ordered_from DATE
-- @ordered_to DATE
-- @until TIMESTAMP
-- @known_until TIMESTAMP
-- @location STRING
-- @channel STRING
-- @category STRING
-- @product STRING
SELECT
  IF(s.is_test, 'test', s.line_type) AS reason,
  COUNT(*) AS row_count,
  SUM(s.net_amount) AS net_amount
FROM sales AS s
WHERE s.local_date >= @local_from
  AND s.local_date < @local_to
  AND s.ordered_local_date >= @ordered_from
  AND s.ordered_local_date < @ordered_to
  AND s.occurred_at < @known_until
  AND IF(@basis = 'order', s.ordered_at, s.occurred_at) < @until
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
GROUP BY reason
ORDER BY reason
