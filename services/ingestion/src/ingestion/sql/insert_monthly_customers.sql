-- The rewrite of first days in a month that changed, second half.
INSERT INTO monthly_customers (month, customer_id, first_date, first_at)
SELECT month, customer_id, first_date, first_at
FROM changed_months
WHERE first_date IS NOT NULL
ORDER BY month, first_date
