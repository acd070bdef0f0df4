-- Customers who no longer have the order that was their first in a month, or no longer on that day.
-- @first_date DATE
-- @last_date DATE
-- @days ARRAY<DATE>
SELECT m.month, m.customer_id
FROM monthly_customers AS m
LEFT JOIN touched_months AS t ON t.month = m.month AND t.customer_id = m.customer_id
WHERE m.month BETWEEN DATE_TRUNC(@first_date, MONTH) AND @last_date
  AND m.first_date BETWEEN @first_date AND @last_date
  AND m.first_date IN UNNEST(@days)
  AND (t.customer_id IS NULL OR t.first_date > m.first_date OR t.first_at > m.first_at)
