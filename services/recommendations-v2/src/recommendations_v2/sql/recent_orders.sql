-- What customers ordered since @since and neither cancelled nor gave back whole, with what was changed since: one row for each order
-- and product. Units are those ordered: what came back of them is told apart by its events.
-- @since TIMESTAMP
-- @since_date DATE
SELECT
  order_id, customer_id, product_id, MIN(ordered_at) AS ordered_at,
  CAST(SUM(IF(kind = 'refund', 0, quantity)) AS FLOAT64) AS units
FROM sales
WHERE local_date >= @since_date
  AND ordered_at >= @since
  AND line_type = 'merchandise'
  AND NOT is_test
  AND customer_id IS NOT NULL
  AND product_id IS NOT NULL
GROUP BY order_id, customer_id, product_id
HAVING SUM(quantity) > 0
ORDER BY order_id, customer_id, product_id
