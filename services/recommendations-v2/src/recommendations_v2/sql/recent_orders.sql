-- What customers ordered since @since and did not cancel, with what was changed since: one row for each order and product.
-- @since TIMESTAMP
-- @since_date DATE
SELECT order_id, customer_id, product_id, MIN(ordered_at) AS ordered_at
FROM sales
WHERE local_date >= @since_date
  AND ordered_at >= @since
  AND kind IN ('sale', 'adjustment')
  AND line_type = 'merchandise'
  AND NOT is_test
  AND customer_id IS NOT NULL
  AND product_id IS NOT NULL
GROUP BY order_id, customer_id, product_id
HAVING SUM(quantity) > 0
ORDER BY order_id, customer_id, product_id
