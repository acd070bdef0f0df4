-- Takes customers out of affinity_members, by the digests of their ids.
-- @erased ARRAY<STRING>
DELETE FROM affinity_members
WHERE TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
