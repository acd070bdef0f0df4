-- What visitors who agreed to be known did with products and content since @since: views, carts, articles and videos. Of rows with one
-- event_id the latest counts.
-- @since TIMESTAMP
SELECT event_id, occurred_at, visitor_id, customer_id, event, product_id, quantity, content_id, progress
FROM (
  SELECT event_id, occurred_at, visitor_id, customer_id, event, product_id, quantity, content_id, progress, consent, is_bot
  FROM web_events
  WHERE occurred_at >= @since
  QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
WHERE consent = 'granted'
  AND NOT is_bot
  AND event IN ('product_view', 'add_to_cart', 'remove_from_cart', 'content_view', 'content_progress')
  AND (product_id IS NOT NULL OR content_id IS NOT NULL)
  AND (visitor_id IS NOT NULL OR customer_id IS NOT NULL)
