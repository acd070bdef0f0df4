-- What each place sold on each day, by the day it happened; bounds are half-open.
-- @from_day DATE
-- @to_day DATE
SELECT
  local_date,
  location_id,
  channel,
  SUM(net_sales) AS net_sales,
  SUM(orders) AS orders,
  SUM(units) AS units,
  SUM(units_refunded) AS units_refunded,
  SUM(refunds) AS refunds,
  SUM(net_sales_with_cost) AS net_sales_with_cost,
  SUM(cost) AS cost
FROM daily_shop_sales
WHERE local_date >= @from_day
  AND local_date < @to_day
GROUP BY local_date, location_id, channel
ORDER BY local_date, location_id, channel
