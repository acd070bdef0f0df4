-- What every customer brought until @until. `monetary` is of the days after @window_from, by margin or net.
-- @until DATE
-- @window_from DATE
-- @by_margin BOOL
SELECT
  customer_id,
  SUM(orders) AS orders,
  SUM(gross_sales) AS gross_sales,
  SUM(discounts) AS discounts,
  SUM(refunds) AS refunds,
  SUM(net_sales_with_cost) AS net_with_cost,
  SUM(cost) AS cost,
  SUM(IF(ordered_local_date > @window_from, IF(@by_margin, net_sales_with_cost - cost, net_sales), 0)) AS monetary
FROM daily_customer_sales
WHERE local_date <= @until
  AND customer_id IS NOT NULL
GROUP BY customer_id
