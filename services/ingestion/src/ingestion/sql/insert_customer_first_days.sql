-- The rewrite of first days that changed, second half.
INSERT INTO customer_first_days (customer_id, first_date, first_at)
SELECT customer_id, first_date, first_at
FROM changed_first_days
ORDER BY first_date
