-- What was sold of each product on each day, by the day it happened; bounds are half-open. `orders` are orders that hold it.
-- @from_day DATE
-- @to_day DATE
SELECT
  local_date,
  product_id,
  SUM(net_sales) AS net_sales,
  SUM(orders) AS orders,
  SUM(units) AS units,
  SUM(units_refunded) AS units_refunded,
  SUM(refunds) AS refunds,
  SUM(net_sales_with_cost) AS net_sales_with_cost,
  SUM(cost) AS cost
FROM daily_product_sales
WHERE local_date >= @from_day
  AND local_date < @to_day
GROUP BY local_date, product_id
ORDER BY local_date, product_id
