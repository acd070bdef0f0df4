-- What targets know some customers by, for digests of their ids, and the groups that they were exported with under it.
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
SELECT DISTINCT target, reference, group_id
FROM target_members
WHERE reference IS NOT NULL AND TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
ORDER BY target, reference, group_id
