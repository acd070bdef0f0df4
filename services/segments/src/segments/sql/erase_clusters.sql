-- Takes customers out of clusters, by the digests of their ids.
-- @erased ARRAY<STRING>
DELETE FROM clusters
WHERE TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
