-- Whom the staged web events name, each once.
SELECT DISTINCT 'id' AS kind, customer_id AS value
FROM staged_web_events
WHERE customer_id IS NOT NULL
