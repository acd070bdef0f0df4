-- What is known of some orders from between two moments.
-- @order_ids ARRAY<STRING>
-- @first_at TIMESTAMP
-- @last_at TIMESTAMP
SELECT order_id, fact_id, version, occurred_at, payload, load_id
FROM order_facts
WHERE occurred_at BETWEEN @first_at AND @last_at
  AND order_id IN UNNEST(@order_ids)
