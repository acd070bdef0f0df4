-- The rewrite of touched days in daily_moment_sales, second half.
INSERT INTO daily_moment_sales (
  local_date, occurred_at, location_id, channel, gross_sales, discounts, refunds, net_sales,
  net_sales_with_cost, cost, costed, units, units_refunded, orders
)
SELECT
  local_date,
  occurred_at,
  location_id,
  channel,
  SUM(gross_sales) AS gross_sales,
  SUM(discounts) AS discounts,
  SUM(refunds) AS refunds,
  SUM(net_sales) AS net_sales,
  SUM(net_sales_with_cost) AS net_sales_with_cost,
  SUM(cost) AS cost,
  COUNTIF(is_costed) AS costed,
  SUM(units) AS units,
  SUM(units_refunded) AS units_refunded,
  COUNTIF(is_order_start) AS orders
FROM sales_lines
GROUP BY local_date, occurred_at, location_id, channel
ORDER BY local_date, occurred_at
