-- Takes customers out of export_audit, by the digests of their ids.
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
DELETE FROM export_audit
WHERE TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
