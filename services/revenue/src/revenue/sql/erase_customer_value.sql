-- Takes customers out of all generations of what they are expected to bring, by the digests of their ids.
-- @erased ARRAY<STRING>
DELETE FROM customer_value
WHERE TO_HEX(MD5(customer_id)) IN UNNEST(@erased)
