-- How many customers ever purchased, and how many of them did so first on @since or later.
-- @generation_id STRING
-- @since DATE
SELECT
  COUNT(*) AS customers,
  COUNTIF(first_day >= @since) AS newcomers
FROM segment_customers
WHERE generation_id = @generation_id
  AND purchase_days > 0
