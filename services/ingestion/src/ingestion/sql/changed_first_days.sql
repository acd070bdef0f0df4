-- The first day and moment of customers who had none, who turn out to have ordered earlier, or who lost the one they had.
-- Only the last are looked for, in all days; where there are none, the dates are two between which no day lies. Before an
-- update no moment was kept.
-- @first_date DATE
-- @last_date DATE
SELECT n.customer_id, n.first_date, n.first_at
FROM (
  SELECT customer_id, MIN(first_date) AS first_date, MIN(first_at) AS first_at
  FROM (
    SELECT customer_id, first_date, first_at
    FROM touched_customers
    UNION ALL
    SELECT customer_id, local_date AS first_date, first_at
    FROM daily_first_orders
    WHERE local_date BETWEEN @first_date AND @last_date AND customer_id IN (SELECT customer_id FROM lost_customers)
  ) AS days
  GROUP BY customer_id
) AS n
LEFT JOIN customer_first_days AS f ON f.customer_id = n.customer_id
WHERE f.customer_id IS NULL
  OR (f.first_at IS NULL AND n.first_date <= f.first_date)
  OR n.first_date < f.first_date
  OR n.first_at < f.first_at
  OR n.customer_id IN (SELECT customer_id FROM lost_customers)
