-- The web events of a customer, as nobody's in particular.
-- @customer_id STRING
SELECT * REPLACE (CAST(NULL AS STRING) AS customer_id)
FROM web_events
WHERE customer_id = @customer_id
