-- The rewrite of first days that changed, second half.
INSERT INTO customer_first_days (customer_id, first_date)
SELECT customer_id, first_date
FROM changed_first_days
