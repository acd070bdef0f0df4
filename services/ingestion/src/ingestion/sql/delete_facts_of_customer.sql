-- The rewrite of what was said about a customer's orders as a guest's, first half.
-- @customer_id STRING
DELETE FROM order_facts
WHERE JSON_VALUE(payload, '$.customer_id') = @customer_id
