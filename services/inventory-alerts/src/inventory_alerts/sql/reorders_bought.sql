-- What people decided after @after and until @until about reorders that are on a purchase order, oldest first: what is to be
-- published. `arrived` is what came with a delivery. What a run wrote down once more is no decision. Whatever was decided
-- before these about a reorder that is still open was written down at @since or later.
-- @since TIMESTAMP
-- @after TIMESTAMP
-- @until TIMESTAMP
SELECT reorder_id, recorded_at, purchase_order_id, product_id, location_id, delivery, arrived
FROM (
  SELECT
    reorder_id, recorded_at, purchase_order_id, product_id, location_id, delivery, state,
    received_quantity - LAG(received_quantity) OVER (PARTITION BY reorder_id ORDER BY recorded_at) AS arrived,
    LAG(state) OVER (PARTITION BY reorder_id ORDER BY recorded_at) AS state_before
  FROM reorders
  WHERE recorded_at >= @since
) AS decided
WHERE recorded_at > @after
  AND recorded_at <= @until
  AND purchase_order_id IS NOT NULL
  AND (delivery IS NOT NULL OR state_before IS NULL OR state_before != state)
ORDER BY recorded_at, reorder_id
