-- What was bought of recommended products that the same person had clicked on, or put in the cart, in the @click_days before: of clicks
-- of some shop days and purchases from @from_at to @to_at (excluded). `items` are products of an order, each once; net sales with what
-- came back of them until @to_at. A visitor's orders are known by their web_events. It does not say what caused them.
-- @from_day DATE
-- @to_day DATE
-- @from_at TIMESTAMP
-- @to_at TIMESTAMP
-- @click_days INT64
WITH clicks AS (
  SELECT customer_id, visitor_id, product_id, occurred_at
  FROM recommendation_feedback
  WHERE local_date >= DATE_SUB(@from_day, INTERVAL @click_days DAY)
    AND local_date <= @to_day
    AND event IN ('clicked', 'added')
    AND product_id IS NOT NULL
),
bought AS (
  SELECT s.order_id, s.product_id
  FROM clicks AS c
  JOIN sales AS s ON s.customer_id = c.customer_id AND s.product_id = c.product_id
  WHERE s.ordered_at >= c.occurred_at
    AND s.ordered_at < TIMESTAMP_ADD(c.occurred_at, INTERVAL @click_days DAY)
    AND s.ordered_at >= @from_at
    AND s.ordered_at < @to_at
  UNION DISTINCT
  SELECT s.order_id, s.product_id
  FROM clicks AS c
  JOIN web_events AS w ON w.visitor_id = c.visitor_id
  JOIN sales AS s ON s.order_id = w.order_id AND s.product_id = c.product_id
  WHERE w.event = 'purchase'
    AND w.occurred_at >= TIMESTAMP '1970-01-01 00:00:00+00'
    AND s.ordered_at >= c.occurred_at
    AND s.ordered_at < TIMESTAMP_ADD(c.occurred_at, INTERVAL @click_days DAY)
    AND s.ordered_at >= @from_at
    AND s.ordered_at < @to_at
),
amounts AS (
  SELECT b.order_id, b.product_id, SUM(s.net_amount) AS net_sales
  FROM bought AS b
  JOIN sales AS s ON s.order_id = b.order_id AND s.product_id = b.product_id
  WHERE s.line_type = 'merchandise' AND NOT s.is_test AND s.occurred_at < @to_at
  GROUP BY b.order_id, b.product_id
)
SELECT COUNT(*) AS items, SUM(net_sales) AS net_sales
FROM amounts
