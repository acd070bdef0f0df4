-- Customers who no longer have an order on the day that was their first.
SELECT f.customer_id
FROM customer_first_days AS f
LEFT JOIN touched_customers AS t ON t.customer_id = f.customer_id
WHERE f.first_date IN (SELECT local_date FROM touched_days)
  AND (t.customer_id IS NULL OR t.first_date > f.first_date)
