-- The latest count of each product at each location, after one of them: a page.
-- @after_product STRING
-- @after_location STRING
-- @row_limit INT64
SELECT product_id, location_id, counted_at, on_hand, committed
FROM stock_counts
WHERE product_id > @after_product OR (product_id = @after_product AND location_id > @after_location)
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY product_id, location_id ORDER BY counted_at DESC, recorded_at DESC, load_id DESC
) = 1
ORDER BY product_id, location_id
LIMIT @row_limit
