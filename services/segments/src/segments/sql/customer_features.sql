-- What every customer brought, as customer_features_sums.sql says, by their number. `margin` is that of the sales whose cost
-- is known, null where none is.
SELECT
  c.code,
  s.orders,
  s.gross_sales,
  s.discounts,
  s.refunds,
  s.gross_sales - s.discounts - s.refunds AS net_sales,
  s.net_with_cost,
  IF(s.net_with_cost = 0 AND s.cost = 0, NULL, s.net_with_cost - s.cost) AS margin,
  s.monetary
FROM customer_sums AS s
JOIN customer_codes AS c ON c.customer_id = s.customer_id
