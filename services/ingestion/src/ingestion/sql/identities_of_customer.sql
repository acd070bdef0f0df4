-- Every e-mail address and telephone number that any version of one customer's row has.
-- @customer_id STRING
SELECT DISTINCT 'email' AS kind, email AS value
FROM customers
WHERE customer_id = @customer_id AND email IS NOT NULL
UNION DISTINCT
SELECT DISTINCT 'phone' AS kind, phone AS value
FROM customers
WHERE customer_id = @customer_id AND phone IS NOT NULL
ORDER BY kind, value
