-- Orders that held each product that sold from @since until the day before @until: all of them, and those from @lately on. An
-- order with the product at two places or of two days counts at both.
-- @since DATE
-- @lately DATE
-- @until DATE
SELECT
  product_id,
  CAST(SUM(orders) AS INT64) AS orders,
  CAST(SUM(IF(local_date >= @lately, orders, 0)) AS INT64) AS orders_lately
FROM daily_product_sales
WHERE product_id IS NOT NULL AND orders > 0 AND local_date >= @since AND local_date < @until
GROUP BY product_id
ORDER BY product_id
