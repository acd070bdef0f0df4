-- The ledger's lines of a customer, as a guest's.
-- @customer_id STRING
SELECT * REPLACE (CAST(NULL AS STRING) AS customer_id)
FROM sales
WHERE customer_id = @customer_id
