-- How many other customers have an e-mail address or a telephone number of one customer.
-- @customer_id STRING
SELECT COUNT(DISTINCT customer_id) AS customers
FROM customers
WHERE customer_id <> @customer_id
  AND (
    email IN (SELECT email FROM customers WHERE customer_id = @customer_id AND email IS NOT NULL)
    OR phone IN (SELECT phone FROM customers WHERE customer_id = @customer_id AND phone IS NOT NULL)
  )
