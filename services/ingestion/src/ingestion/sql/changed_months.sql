-- The first day and moment in a month of customers who had none in it, who turn out to have ordered earlier in it, or who lost
-- the one they had; without a day where no order is left. Only the last are looked for in all days of these months, whose
-- first and last are the dates. Before an update no moment was kept.
-- @first_date DATE
-- @last_date DATE
SELECT n.month, n.customer_id, n.first_date, n.first_at
FROM (
  SELECT month, customer_id, MIN(first_date) AS first_date, MIN(first_at) AS first_at
  FROM (
    SELECT month, customer_id, first_date, first_at
    FROM touched_months
    UNION ALL
    SELECT DATE_TRUNC(local_date, MONTH) AS month, customer_id, local_date AS first_date, first_at
    FROM daily_first_orders
    WHERE local_date BETWEEN @first_date AND @last_date AND customer_id IN (SELECT customer_id FROM lost_months)
    UNION ALL
    SELECT month, customer_id, CAST(NULL AS DATE) AS first_date, CAST(NULL AS TIMESTAMP) AS first_at
    FROM lost_months
  ) AS days
  GROUP BY month, customer_id
) AS n
LEFT JOIN (
  SELECT month, customer_id, first_date, first_at
  FROM monthly_customers
  WHERE month BETWEEN @first_date AND @last_date
) AS m ON m.month = n.month AND m.customer_id = n.customer_id
LEFT JOIN lost_months AS l ON l.month = n.month AND l.customer_id = n.customer_id
WHERE m.customer_id IS NULL
  OR l.customer_id IS NOT NULL
  OR (m.first_at IS NULL AND n.first_date <= m.first_date)
  OR n.first_date < m.first_date
  OR n.first_at < m.first_at
