-- Promotions that ran on or after @first_day or are planned: the shop days of each, `ends_on` exclusive and null for one
-- without an end, what share it takes off, and the product or category it is about; for all products where it names neither.
-- @first_day DATE
-- @time_zone STRING
SELECT product_id, category, starts_on, ends_on, discount_rate
FROM (
  SELECT
    product_id, category, CAST(discount_rate AS FLOAT64) AS discount_rate, DATE(starts_at, @time_zone) AS starts_on,
    DATE_ADD(DATE(TIMESTAMP_SUB(ends_at, INTERVAL 1 SECOND), @time_zone), INTERVAL 1 DAY) AS ends_on
  FROM promotions
  QUALIFY ROW_NUMBER() OVER (PARTITION BY promotion_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
WHERE ends_on IS NULL
  OR ends_on > @first_day
