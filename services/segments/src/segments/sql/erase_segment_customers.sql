-- Takes customers out of all generations, by the digests of their ids.
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
DELETE FROM segment_customers
WHERE TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
