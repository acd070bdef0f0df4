-- What people decided after @after and until @until about reorders that are on a purchase order, oldest first: what is to be
-- published. `arrived` is what came with a delivery.
-- @after TIMESTAMP
-- @until TIMESTAMP
SELECT reorder_id, recorded_at, purchase_order_id, product_id, location_id, delivery, arrived
FROM (
  SELECT
    reorder_id, recorded_at, purchase_order_id, product_id, location_id, delivery,
    received_quantity - LAG(received_quantity) OVER (PARTITION BY reorder_id ORDER BY recorded_at) AS arrived
  FROM reorders
) AS decided
WHERE recorded_at > @after
  AND recorded_at <= @until
  AND purchase_order_id IS NOT NULL
ORDER BY recorded_at, reorder_id
