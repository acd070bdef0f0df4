-- Promotions, as last said, that run at some time from @since until before @until.
-- @since TIMESTAMP
-- @until TIMESTAMP
SELECT latest.starts_at, latest.ends_at, latest.product_id, latest.category
FROM (
  SELECT promotion_id, starts_at, ends_at, product_id, category
  FROM promotions
  QUALIFY ROW_NUMBER() OVER (PARTITION BY promotion_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
WHERE latest.starts_at < @until
  AND (latest.ends_at IS NULL OR latest.ends_at > @since)
ORDER BY latest.promotion_id
