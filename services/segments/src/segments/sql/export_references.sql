-- What targets know some customers by, for digests of their ids, and the groups that they were exported with under it.
-- @erased ARRAY<STRING>
SELECT DISTINCT target, reference, group_id
FROM target_members
WHERE reference IS NOT NULL AND TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
ORDER BY target, reference, group_id
