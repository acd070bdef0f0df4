-- What targets know some customers by, for digests of their ids: each once.
-- @erased ARRAY<STRING>
SELECT DISTINCT target, reference
FROM target_members
WHERE reference IS NOT NULL AND TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
ORDER BY target, reference
