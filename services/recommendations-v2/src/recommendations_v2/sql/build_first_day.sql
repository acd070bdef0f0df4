-- The first shop day of sales from a day on; null without any.
-- @from_day DATE
SELECT MIN(local_date) AS first_day
FROM daily_shop_sales
WHERE local_date >= @from_day
  AND orders > 0
