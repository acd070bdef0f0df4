-- The rewrite of touched days in daily_first_orders, second half.
INSERT INTO daily_first_orders (local_date, customer_id, first_at, orders, guest_orders)
SELECT local_date, customer_id, MIN(occurred_at) AS first_at, COUNT(*) AS orders, COUNTIF(customer_id IS NULL) AS guest_orders
FROM sales_lines
WHERE is_order_start
GROUP BY local_date, customer_id, IF(customer_id IS NULL, occurred_at, NULL)
ORDER BY local_date, first_at
