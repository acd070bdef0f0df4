-- Everybody who has the e-mail address of one of some customers now, where several have it, and what they agreed to. `first_id`
-- is the least id of those who have the same: it stands for the address, which is not told.
-- @ids ARRAY<STRING>
-- @first_id STRING
-- @last_id STRING
WITH latest AS (
  SELECT customer_id, LOWER(TRIM(email)) AS address, marketing_consent, consent_updated_at
  FROM customers
  WHERE customer_id IN (
    SELECT customer_id
    FROM customers
    WHERE LOWER(TRIM(email)) IN (
      SELECT LOWER(TRIM(email))
      FROM customers
      WHERE customer_id BETWEEN @first_id AND @last_id AND customer_id IN (SELECT asked FROM UNNEST(@ids) AS asked)
    )
  )
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
)
SELECT MIN(customer_id) OVER (PARTITION BY address) AS first_id, customer_id, marketing_consent, consent_updated_at
FROM latest
WHERE address <> ''
QUALIFY COUNT(*) OVER (PARTITION BY address) > 1
ORDER BY customer_id
