-- What the shop said of products, from the staged `decided_settings`.
INSERT INTO product_settings (
  product_id, recorded_at, lead_time_days, pack_size, min_order_quantity, never_alert, decided_by)
SELECT product_id, recorded_at, lead_time_days, pack_size, min_order_quantity, never_alert, decided_by
FROM decided_settings
