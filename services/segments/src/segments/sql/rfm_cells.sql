-- How many customers have which scores of recency and frequency, how many of them may be written to, and what they ever
-- bought; who has no scores in one row of its own. m_scores is the sum of their monetary scores.
-- @generation_id STRING
WITH reachable AS (
  SELECT customer_id
  FROM (
    SELECT customer_id, email, marketing_consent
    FROM customers
    QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, load_id DESC) = 1
  ) AS latest
  WHERE marketing_consent = 'subscribed' AND email IS NOT NULL
)
SELECT
  c.r_score,
  c.f_score,
  COUNT(*) AS customers,
  COUNT(r.customer_id) AS contactable,
  SUM(c.net_sales) AS net_sales,
  CAST(SUM(c.m_score) AS INT64) AS m_scores
FROM segment_customers AS c
LEFT JOIN reachable AS r ON r.customer_id = c.customer_id
WHERE c.generation_id = @generation_id
GROUP BY c.r_score, c.f_score
ORDER BY c.r_score, c.f_score
