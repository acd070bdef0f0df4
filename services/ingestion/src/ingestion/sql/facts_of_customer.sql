-- What was said about orders and names one customer.
-- @customer_id STRING
SELECT order_id, fact_id, version, occurred_at, payload, load_id, recorded_at
FROM order_facts
WHERE JSON_VALUE(payload, '$.customer_id') = @customer_id
