-- Whether customers may be written to, as it is known now; without an address or a number of theirs.
-- @ids ARRAY<STRING>
-- @first_id STRING
-- @last_id STRING
SELECT customer_id, marketing_consent, consent_updated_at, COALESCE(email, '') <> '' AS has_email
FROM customers
WHERE customer_id BETWEEN @first_id AND @last_id AND customer_id IN (SELECT asked FROM UNNEST(@ids) AS asked)
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
