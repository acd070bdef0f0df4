-- Customers who have one of some e-mail addresses now, in small letters and without spaces around. A marketing platform
-- tells by address who withdrew.
-- @addresses ARRAY<STRING>
SELECT customer_id, LOWER(TRIM(email)) AS address
FROM (
  SELECT customer_id, email
  FROM customers
  WHERE customer_id IN (
    SELECT customer_id FROM customers WHERE LOWER(TRIM(email)) IN (SELECT asked FROM UNNEST(@addresses) AS asked)
  )
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
WHERE LOWER(TRIM(email)) IN (SELECT asked FROM UNNEST(@addresses) AS asked)
ORDER BY customer_id
