-- Whom the staged customers name: each id, e-mail address and telephone number once.
SELECT DISTINCT 'id' AS kind, customer_id AS value
FROM staged_customers
UNION DISTINCT
SELECT DISTINCT 'email' AS kind, email AS value
FROM staged_customers
WHERE email IS NOT NULL
UNION DISTINCT
SELECT DISTINCT 'phone' AS kind, phone AS value
FROM staged_customers
WHERE phone IS NOT NULL
