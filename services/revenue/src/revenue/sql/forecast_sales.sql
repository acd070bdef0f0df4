-- What a forecast is made from: net sales and orders placed of every day of a half-open range on which anything happened.
-- @days_from DATE
-- @days_to DATE
SELECT
  local_date,
  SUM(net_sales) AS net_sales,
  SUM(orders) AS orders
FROM daily_shop_sales
WHERE local_date >= @days_from AND local_date < @days_to
GROUP BY local_date
ORDER BY local_date
