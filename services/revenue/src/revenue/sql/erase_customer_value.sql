-- Takes customers out of all generations of what they are expected to bring, by the digests of their ids.
-- @erased ARRAY<STRING>
-- @erasure_secret STRING
DELETE FROM customer_value
WHERE TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)
