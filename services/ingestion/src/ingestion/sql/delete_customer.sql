-- Erasure of a customer: every version of the row.
-- @customer_id STRING
DELETE FROM customers
WHERE customer_id = @customer_id
