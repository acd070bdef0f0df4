-- Customers as they are known now, with their consent, for one batch.
-- @ids ARRAY<STRING>
-- @first_id STRING
-- @last_id STRING
SELECT customer_id, email, phone, first_name, last_name, country, marketing_consent, consent_updated_at
FROM customers
WHERE customer_id BETWEEN @first_id AND @last_id AND customer_id IN (SELECT asked FROM UNNEST(@ids) AS asked)
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
