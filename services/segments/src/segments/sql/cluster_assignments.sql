-- The nearest centre to every customer who ever purchased: features as in cluster_features.sql, their logarithms cut off and
-- scaled as the training did. Of two centres equally near, the first label counts.
-- @generation_id STRING
-- @centroids STRING
WITH model AS (
  SELECT * FROM cluster_centroids WHERE generation_id = @centroids
),
centres AS (
  SELECT m.*, ROW_NUMBER() OVER (ORDER BY m.label) AS place FROM model AS m WHERE m.part = 'centre'
),
features AS (
  SELECT
    customer_id,
    LN(1 + days_since_last) AS recency,
    LN(1 + days_since_first) AS tenure,
    LN(1 + purchase_days) AS frequency,
    LN(1 + GREATEST(CAST(net_sales AS FLOAT64) / purchase_days, 0)) AS spend,
    LN(1 + GREATEST(COALESCE(discount_share, 0), 0)) AS discount,
    LN(1 + GREATEST(COALESCE(refund_share, 0), 0)) AS refund
  FROM segment_customers
  WHERE generation_id = @generation_id
    AND purchase_days > 0
),
scaled AS (
  SELECT
    f.customer_id,
    (LEAST(GREATEST(f.recency, low.recency), high.recency) - mean.recency) / sd.recency AS recency,
    (LEAST(GREATEST(f.tenure, low.tenure), high.tenure) - mean.tenure) / sd.tenure AS tenure,
    (LEAST(GREATEST(f.frequency, low.frequency), high.frequency) - mean.frequency) / sd.frequency AS frequency,
    (LEAST(GREATEST(f.spend, low.spend), high.spend) - mean.spend) / sd.spend AS spend,
    (LEAST(GREATEST(f.discount, low.discount), high.discount) - mean.discount) / sd.discount AS discount,
    (LEAST(GREATEST(f.refund, low.refund), high.refund) - mean.refund) / sd.refund AS refund
  FROM features AS f
  JOIN model AS low ON low.part = 'low'
  JOIN model AS high ON high.part = 'high'
  JOIN model AS mean ON mean.part = 'mean'
  JOIN model AS sd ON sd.part = 'sd'
),
distances AS (
  SELECT
    s.customer_id,
    c.label,
    c.place,
    (s.recency - c.recency) * (s.recency - c.recency)
    + (s.tenure - c.tenure) * (s.tenure - c.tenure)
    + (s.frequency - c.frequency) * (s.frequency - c.frequency)
    + (s.spend - c.spend) * (s.spend - c.spend)
    + (s.discount - c.discount) * (s.discount - c.discount)
    + (s.refund - c.refund) * (s.refund - c.refund) AS distance
  FROM scaled AS s
  CROSS JOIN centres AS c
)
SELECT
  customer_id,
  MIN_BY(label, distance + place * 1e-12) AS label,
  MIN(distance) AS distance,
  @centroids AS version
FROM distances
GROUP BY customer_id
