-- Takes customers out of affinity_members, by the digests of their ids.
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
DELETE FROM affinity_members
WHERE TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
