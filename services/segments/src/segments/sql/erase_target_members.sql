-- Takes customers out of target_members, by the digests of their ids.
-- @erased ARRAY<STRING>
DELETE FROM target_members
WHERE TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
