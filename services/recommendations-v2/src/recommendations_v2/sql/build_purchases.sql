-- Who bought which product when: a row for each product of each order from @from_day on that was not given back whole, as known
-- before @known_until. `guest_order` tells guests' orders apart. `paid` is the price of a unit, before tax, after discounts.
-- @from_day DATE
-- @known_until TIMESTAMP
SELECT
  MAX(customer_id) AS customer_id,
  IF(MAX(customer_id) IS NULL, order_id, NULL) AS guest_order,
  product_id,
  MIN(ordered_at) AS ordered_at,
  COALESCE(MAX(location_id), MAX(channel), '') AS place,
  CAST(SUM(net_amount) AS FLOAT64) / CAST(SUM(quantity) AS FLOAT64) AS paid
FROM sales
WHERE ordered_local_date >= @from_day
  AND local_date >= @from_day
  AND occurred_at < @known_until
  AND line_type = 'merchandise'
  AND NOT is_test
  AND product_id IS NOT NULL
GROUP BY order_id, product_id
HAVING SUM(quantity) > 0
