-- Who some customers are and what they agreed to, as it is known now.
-- @ids ARRAY<STRING>
SELECT customer_id, email, phone, first_name, last_name, country, marketing_consent
FROM customers
WHERE customer_id IN (SELECT asked FROM UNNEST(@ids) AS asked)
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
