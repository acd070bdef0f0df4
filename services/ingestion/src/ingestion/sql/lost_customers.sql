-- Customers who no longer have the order that was their first, or no longer on that day, which lies between two.
-- @first_date DATE
-- @last_date DATE
-- @days ARRAY<DATE>
SELECT f.customer_id
FROM customer_first_days AS f
LEFT JOIN touched_customers AS t ON t.customer_id = f.customer_id
WHERE f.first_date BETWEEN @first_date AND @last_date
  AND f.first_date IN UNNEST(@days)
  AND (t.customer_id IS NULL OR t.first_date > f.first_date OR t.first_at > f.first_at)
