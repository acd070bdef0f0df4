-- The rewrite of touched days in daily_guest_sales, second half. Among the rows of daily_customer_sales they would have to
-- be looked for in all of a month.
INSERT INTO daily_guest_sales (local_date, orders)
SELECT local_date, COUNT(*) AS orders
FROM sales_lines
WHERE is_order_start AND customer_id IS NULL
GROUP BY local_date
