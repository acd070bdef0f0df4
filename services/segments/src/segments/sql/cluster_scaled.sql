-- The features of every customer who ever purchased, scaled as a training of clusters found it: logarithms, cut off at @low and
-- @high, less @mean, over @sd. Each of the four lists has a number for recency, tenure, frequency, spend, discount and refund,
-- in this order. cluster_assignments.sql does the same with what the table holds.
-- @generation_id STRING
-- @low ARRAY<FLOAT64>
-- @high ARRAY<FLOAT64>
-- @mean ARRAY<FLOAT64>
-- @sd ARRAY<FLOAT64>
WITH features AS (
  SELECT
    LN(1 + days_since_last) AS recency,
    LN(1 + days_since_first) AS tenure,
    LN(1 + purchase_days) AS frequency,
    LN(1 + GREATEST(CAST(net_sales AS FLOAT64) / purchase_days, 0)) AS spend,
    LN(1 + GREATEST(COALESCE(discount_share, 0), 0)) AS discount,
    LN(1 + GREATEST(COALESCE(refund_share, 0), 0)) AS refund
  FROM segment_customers
  WHERE generation_id = @generation_id
    AND purchase_days > 0
)
SELECT
  (LEAST(GREATEST(recency, @low[OFFSET(0)]), @high[OFFSET(0)]) - @mean[OFFSET(0)]) / @sd[OFFSET(0)] AS recency,
  (LEAST(GREATEST(tenure, @low[OFFSET(1)]), @high[OFFSET(1)]) - @mean[OFFSET(1)]) / @sd[OFFSET(1)] AS tenure,
  (LEAST(GREATEST(frequency, @low[OFFSET(2)]), @high[OFFSET(2)]) - @mean[OFFSET(2)]) / @sd[OFFSET(2)] AS frequency,
  (LEAST(GREATEST(spend, @low[OFFSET(3)]), @high[OFFSET(3)]) - @mean[OFFSET(3)]) / @sd[OFFSET(3)] AS spend,
  (LEAST(GREATEST(discount, @low[OFFSET(4)]), @high[OFFSET(4)]) - @mean[OFFSET(4)]) / @sd[OFFSET(4)] AS discount,
  (LEAST(GREATEST(refund, @low[OFFSET(5)]), @high[OFFSET(5)]) - @mean[OFFSET(5)]) / @sd[OFFSET(5)] AS refund
FROM features
