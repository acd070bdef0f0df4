-- Staged web events, those of erased customers as nobody's in particular.
SELECT * REPLACE (
  IF(customer_id IN (SELECT value FROM erased_identities WHERE kind = 'id'), NULL, customer_id) AS customer_id
)
FROM staged_web_events
