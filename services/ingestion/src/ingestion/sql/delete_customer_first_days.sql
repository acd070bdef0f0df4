-- The rewrite of first days that changed, first half.
DELETE FROM customer_first_days
WHERE customer_id IN (SELECT customer_id FROM changed_first_days)
  OR customer_id IN (SELECT customer_id FROM lost_customers)
