-- Net sales to known customers of the days after @window_from and until @until, and the part of them whose cost is known.
-- Null without sales.
-- @until DATE
-- @window_from DATE
SELECT
  SUM(net_sales) AS net_sales,
  SUM(net_sales_with_cost) AS net_sales_with_cost
FROM daily_customer_sales
WHERE local_date <= @until
  AND ordered_local_date > @window_from
  AND customer_id IS NOT NULL
