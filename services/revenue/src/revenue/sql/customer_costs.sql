-- Net sales to known customers until the end of a day, and the part of them whose cost is known. Null without sales.
-- @until DATE
SELECT
  SUM(net_sales) AS net_sales,
  SUM(net_sales_with_cost) AS net_sales_with_cost
FROM daily_customer_sales
WHERE local_date <= @until AND customer_id IS NOT NULL
