-- Whom the staged sales name, each once.
SELECT DISTINCT 'id' AS kind, customer_id AS value
FROM staged_sales
WHERE customer_id IS NOT NULL
