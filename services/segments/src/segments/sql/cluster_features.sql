-- What clusters are made of, of at most @row_limit customers who ever purchased: those whose ids have the least digests, so
-- that the same customers come in the same order whatever the order of the rows. A share that is not known is 0, and so is
-- what refunds take below it. Numbers for arithmetic, so FLOAT64 and no money.
-- @generation_id STRING
-- @row_limit INT64
SELECT
  customer_id,
  CAST(days_since_last AS FLOAT64) AS recency,
  CAST(days_since_first AS FLOAT64) AS tenure,
  CAST(purchase_days AS FLOAT64) AS frequency,
  GREATEST(CAST(net_sales AS FLOAT64) / purchase_days, 0) AS spend,
  GREATEST(COALESCE(discount_share, 0), 0) AS discount,
  GREATEST(COALESCE(refund_share, 0), 0) AS refund
FROM segment_customers
WHERE generation_id = @generation_id
  AND purchase_days > 0
ORDER BY TO_HEX(MD5(customer_id)), customer_id
LIMIT @row_limit
