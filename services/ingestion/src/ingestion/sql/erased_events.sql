-- The web events of a customer, as nobody's in particular.
-- @customer_id STRING
SELECT * REPLACE (CAST(NULL AS STRING) AS customer_id)
FROM web_events
WHERE customer_id = @customer_id
  AND occurred_at >= TIMESTAMP '1970-01-01 00:00:00+00'
