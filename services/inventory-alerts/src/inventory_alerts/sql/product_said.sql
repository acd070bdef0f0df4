-- What the shop said of some products, of each the latest.
-- @products ARRAY<STRING>
SELECT product_id, recorded_at, lead_time_days, pack_size, min_order_quantity, never_alert, decided_by
FROM product_settings
WHERE product_id IN UNNEST(@products)
QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC) = 1
ORDER BY product_id
