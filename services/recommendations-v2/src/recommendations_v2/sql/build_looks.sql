-- What known customers looked at from @since until @known_until: product pages, products put into a cart, articles and videos
-- with the share that was seen. A visitor is a customer where all that names him names one. Nobody who said no to being
-- recognised, and no robot.
-- @since TIMESTAMP
-- @known_until TIMESTAMP
WITH seen AS (
  SELECT visitor_id, customer_id, event, product_id, content_id, occurred_at, progress
  FROM web_events
  WHERE occurred_at >= @since
    AND occurred_at < @known_until
    AND NOT is_bot
    AND consent <> 'denied'
),
owners AS (
  SELECT visitor_id, MAX(customer_id) AS customer_id
  FROM seen
  WHERE visitor_id IS NOT NULL
    AND customer_id IS NOT NULL
  GROUP BY visitor_id
  HAVING COUNT(DISTINCT customer_id) = 1
)
SELECT
  COALESCE(s.customer_id, o.customer_id) AS customer_id,
  s.event,
  s.product_id,
  s.content_id,
  s.occurred_at,
  CAST(COALESCE(s.progress, 0) AS FLOAT64) AS progress
FROM seen AS s
LEFT JOIN owners AS o ON o.visitor_id = s.visitor_id
WHERE COALESCE(s.customer_id, o.customer_id) IS NOT NULL
  AND (
    (s.event IN ('product_view', 'add_to_cart') AND s.product_id IS NOT NULL)
    OR (s.event IN ('content_view', 'content_progress') AND s.content_id IS NOT NULL)
  )
