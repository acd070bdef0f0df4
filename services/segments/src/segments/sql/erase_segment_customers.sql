-- Takes customers out of all generations, by the digests of their ids.
-- @erased ARRAY<STRING>
DELETE FROM segment_customers
WHERE TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
