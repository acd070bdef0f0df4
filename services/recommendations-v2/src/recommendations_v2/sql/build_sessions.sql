-- Which products one visit looked at, and when it began to: what is viewed together. No robots.
-- @since TIMESTAMP
-- @known_until TIMESTAMP
SELECT session_id, product_id, MIN(occurred_at) AS seen_at
FROM web_events
WHERE occurred_at >= @since
  AND occurred_at < @known_until
  AND event = 'product_view'
  AND NOT is_bot
  AND session_id IS NOT NULL
  AND product_id IS NOT NULL
GROUP BY session_id, product_id
