-- Takes customers out of clusters, by the digests of their ids.
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
DELETE FROM clusters
WHERE TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
