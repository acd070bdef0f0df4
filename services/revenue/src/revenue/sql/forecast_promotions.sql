-- The promotions as last told that run after an instant, planned ones too, and of each the share of net sales that it
-- touches: of its product, or else its category, in its channel or all, over the days given. Null where nothing was sold.
-- @ends_after TIMESTAMP
-- @days_from DATE
-- @days_to DATE
WITH latest AS (
  SELECT *
  FROM promotions
  QUALIFY ROW_NUMBER() OVER (PARTITION BY promotion_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
categories AS (
  SELECT product_id, category
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
sold AS (
  SELECT s.product_id, c.category, s.channel, SUM(s.net_sales) AS net_sales
  FROM daily_product_sales AS s
  LEFT JOIN categories AS c ON c.product_id = s.product_id
  WHERE s.local_date >= @days_from AND s.local_date < @days_to
  GROUP BY s.product_id, c.category, s.channel
),
everything AS (
  SELECT SUM(net_sales) AS net_sales
  FROM sold
),
touched AS (
  SELECT p.promotion_id, SUM(s.net_sales) AS net_sales
  FROM latest AS p
  CROSS JOIN sold AS s
  WHERE (p.product_id IS NULL OR p.product_id = s.product_id)
    AND (p.category IS NULL OR p.category = s.category)
    AND (p.channel IS NULL OR p.channel = s.channel)
  GROUP BY p.promotion_id
)
SELECT
  p.promotion_id,
  p.starts_at,
  p.ends_at,
  p.discount_rate,
  IF(e.net_sales > 0, CAST(COALESCE(t.net_sales, 0) AS FLOAT64) / CAST(e.net_sales AS FLOAT64), NULL) AS share
FROM latest AS p
CROSS JOIN everything AS e
LEFT JOIN touched AS t ON t.promotion_id = p.promotion_id
WHERE p.ends_at IS NULL OR p.ends_at > @ends_after
ORDER BY p.promotion_id
