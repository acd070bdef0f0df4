-- Everything that is known of some orders.
-- @order_ids ARRAY<STRING>
SELECT order_id, fact_id, version, occurred_at, payload, load_id
FROM order_facts
WHERE order_id IN UNNEST(@order_ids)
