-- The rewrite of touched months, second half. The dates are the first and the last of these months.
-- @first_date DATE
-- @last_date DATE
INSERT INTO monthly_customers (month, customer_id, first_date, first_at)
SELECT DATE_TRUNC(local_date, MONTH) AS month, customer_id, MIN(local_date) AS first_date, MIN(first_at) AS first_at
FROM daily_first_orders
WHERE local_date BETWEEN @first_date AND @last_date
  AND DATE_TRUNC(local_date, MONTH) IN (SELECT month FROM touched_months)
  AND customer_id IS NOT NULL
GROUP BY month, customer_id
ORDER BY month, first_date
