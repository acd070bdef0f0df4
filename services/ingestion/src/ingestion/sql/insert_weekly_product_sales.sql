-- The rewrite of touched weeks, second half. The dates are the first and the last day of these weeks, which go by
-- their Mondays.
-- @first_date DATE
-- @last_date DATE
-- @weeks ARRAY<DATE>
INSERT INTO weekly_product_sales (
  week_start, product_id, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, costed, units,
  units_refunded, orders
)
SELECT
  DATE_TRUNC(local_date, WEEK(MONDAY)) AS week_start,
  product_id,
  SUM(gross_sales) AS gross_sales,
  SUM(discounts) AS discounts,
  SUM(refunds) AS refunds,
  SUM(net_sales) AS net_sales,
  SUM(net_sales_with_cost) AS net_sales_with_cost,
  SUM(cost) AS cost,
  SUM(costed) AS costed,
  SUM(units) AS units,
  SUM(units_refunded) AS units_refunded,
  SUM(orders) AS orders
FROM daily_product_sales
WHERE local_date BETWEEN @first_date AND @last_date
  AND DATE_TRUNC(local_date, WEEK(MONDAY)) IN UNNEST(@weeks)
GROUP BY week_start, product_id
ORDER BY week_start
