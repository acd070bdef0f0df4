-- Customers with an order on a touched day, and the first such day and moment.
SELECT customer_id, MIN(first_date) AS first_date, MIN(first_at) AS first_at
FROM touched_months
GROUP BY customer_id
