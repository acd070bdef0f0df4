-- What was sold of a product, of a category, or of both at once on each whole day, by the day it happened or by the day
-- of the order. Bounds are half-open; the axis that does not matter is left wide open. `orders` counts an order once for
-- each of its products: right for one product; product_orders.sql has the number for a category.
-- @basis STRING
-- @local_from DATE
-- @local_to DATE
-- @ordered_from DATE
-- @ordered_to DATE
-- @location STRING
-- @channel STRING
-- @category STRING
-- @product STRING
SELECT
  IF(@basis = 'order', ordered_local_date, local_date) AS basis_day,
  SUM(gross_sales) AS gross_sales,
  SUM(discounts) AS discounts,
  SUM(refunds) AS refunds,
  SUM(net_sales) AS net_sales,
  SUM(net_sales_with_cost) AS net_sales_with_cost,
  SUM(cost) AS cost,
  SUM(units) AS units,
  SUM(units_refunded) AS units_refunded,
  SUM(orders) AS orders,
  SUM(costed) AS costed
FROM daily_product_sales
WHERE local_date >= @local_from
  AND local_date < @local_to
  AND ordered_local_date >= @ordered_from
  AND ordered_local_date < @ordered_to
  AND (@location IS NULL OR location_id = @location)
  AND (@channel IS NULL OR channel = @channel)
  AND (@product IS NULL OR product_id = @product)
  AND (@category IS NULL OR product_id IN (
    SELECT latest.product_id
    FROM (
      SELECT product_id, category
      FROM products
      QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
    ) AS latest
    WHERE latest.category = @category
  ))
GROUP BY basis_day
