-- The rewrite of touched days in daily_shop_sales, second half, from daily_cut_sales: a day has some hundred rows there, and a
-- hundred thousand lines.
-- @first_date DATE
-- @last_date DATE
-- @days ARRAY<DATE>
INSERT INTO daily_shop_sales (
  local_date, ordered_local_date, location_id, channel, gross_sales, discounts, refunds, net_sales,
  net_sales_with_cost, cost, costed, units, units_refunded, orders
)
SELECT
  local_date, ordered_local_date, location_id, channel,
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
FROM daily_cut_sales
WHERE local_date BETWEEN @first_date AND @last_date
  AND local_date IN UNNEST(@days)
GROUP BY local_date, ordered_local_date, location_id, channel
