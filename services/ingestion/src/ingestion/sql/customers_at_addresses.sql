-- Customers who have one of some e-mail addresses now, in small letters and without spaces around. A marketing platform
-- tells by address who withdrew.
-- @addresses ARRAY<STRING>
SELECT customer_id, LOWER(TRIM(email)) AS address
FROM (
  SELECT customer_id, email
  FROM customers
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
WHERE LOWER(TRIM(email)) IN UNNEST(@addresses)
ORDER BY customer_id
