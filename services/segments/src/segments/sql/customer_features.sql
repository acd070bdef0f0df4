-- What every customer brought until @until. `margin` is that of the sales whose cost is known, null where none is.
-- `monetary` is of the days after @window_from, by margin or net. Customers whose digest is in @erased are left out.
-- @until DATE
-- @window_from DATE
-- @by_margin BOOL
-- @any_erased BOOL
-- @erased ARRAY<STRING>
WITH sold AS (
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
)
SELECT
  customer_id,
  orders,
  gross_sales,
  discounts,
  refunds,
  gross_sales - discounts - refunds AS net_sales,
  net_with_cost,
  IF(net_with_cost = 0 AND cost = 0, NULL, net_with_cost - cost) AS margin,
  monetary
FROM sold
WHERE NOT @any_erased OR TO_HEX(MD5(customer_id)) NOT IN UNNEST(@erased)
