-- Customers with an order on a touched day, by the month it is in, and the first such day and moment of each.
-- @first_date DATE
-- @last_date DATE
-- @days ARRAY<DATE>
SELECT DATE_TRUNC(local_date, MONTH) AS month, customer_id, MIN(local_date) AS first_date, MIN(first_at) AS first_at
FROM daily_first_orders
WHERE local_date BETWEEN @first_date AND @last_date
  AND local_date IN UNNEST(@days)
  AND customer_id IS NOT NULL
GROUP BY month, customer_id
