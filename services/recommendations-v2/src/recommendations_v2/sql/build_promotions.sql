-- Campaigns that run on or after @from_day, of a product, of a category, or of everything, from their first shop day to their
-- last; `last_day` is null while one has no end. Those of the counter alone are left out: lists are shown online.
-- @from_day DATE
-- @time_zone STRING
SELECT
  product_id, category, DATE(starts_at, @time_zone) AS first_day, DATE(TIMESTAMP_SUB(ends_at, INTERVAL 1 SECOND), @time_zone) AS last_day
FROM (
  SELECT promotion_id, starts_at, ends_at, product_id, category, channel
  FROM promotions
  QUALIFY ROW_NUMBER() OVER (PARTITION BY promotion_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
WHERE (ends_at IS NULL OR DATE(ends_at, @time_zone) >= @from_day)
  AND (channel IS NULL OR channel <> 'counter')
