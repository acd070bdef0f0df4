-- Customers with an order on a touched day, and the first such day.
-- @first_date DATE
-- @last_date DATE
SELECT customer_id, MIN(local_date) AS first_date
FROM daily_customer_sales
WHERE local_date BETWEEN @first_date AND @last_date
  AND local_date IN (SELECT local_date FROM touched_days)
  AND orders > 0
  AND customer_id IS NOT NULL
GROUP BY customer_id
