-- Takes customers out of export_audit, by the digests of their ids.
-- @erased ARRAY<STRING>
DELETE FROM export_audit
WHERE TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
