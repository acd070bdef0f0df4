-- Takes customers' memberships away, by the digests of their ids.
-- @erased ARRAY<STRING>
DELETE FROM segment_members
WHERE TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
