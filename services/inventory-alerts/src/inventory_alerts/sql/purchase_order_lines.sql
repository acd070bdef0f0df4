-- The lines of some purchase orders as they stand. A reorder's line keeps its number, whatever becomes of it or of others.
-- @purchase_orders ARRAY<STRING>
SELECT
  purchase_order_id, reorder_id, product_id, location_id, supplier_id, quantity, received_quantity, unit_cost, state,
  recorded_at, expected_at, ordered_at,
  ROW_NUMBER() OVER (PARTITION BY purchase_order_id ORDER BY ordered_at, reorder_id) AS line_no
FROM (
  SELECT
    *,
    MIN(recorded_at) OVER (PARTITION BY reorder_id) AS ordered_at,
    ROW_NUMBER() OVER (PARTITION BY reorder_id ORDER BY recorded_at DESC) AS place
  FROM reorders
  WHERE purchase_order_id IN UNNEST(@purchase_orders)
) AS decided
WHERE place = 1
ORDER BY purchase_order_id, line_no
