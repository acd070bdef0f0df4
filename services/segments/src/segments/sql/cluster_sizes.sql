-- The clusters as they were assigned: how many customers each has, how many of them subscribed and have an e-mail address,
-- what they bought in all as the generation @customers of segment_customers says, and how far they are from its centre on
-- average.
-- @generation_id STRING
-- @customers STRING
WITH reachable AS (
  SELECT customer_id, marketing_consent = 'subscribed' AND COALESCE(email, '') != '' AS is_contactable
  FROM customers
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
)
SELECT
  c.label,
  MIN(c.version) AS version,
  COUNT(*) AS customers,
  COUNTIF(r.is_contactable) AS contactable,
  COALESCE(SUM(s.net_sales), 0) AS net_sales,
  AVG(c.distance) AS distance
FROM clusters AS c
LEFT JOIN segment_customers AS s ON s.generation_id = @customers AND s.customer_id = c.customer_id
LEFT JOIN reachable AS r ON r.customer_id = c.customer_id
WHERE c.generation_id = @generation_id
GROUP BY c.label
ORDER BY c.label
