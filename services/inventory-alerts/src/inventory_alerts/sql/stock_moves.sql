-- Counts and receipts of each product by location and shop day, of the moments from @first_at until @today_at (exclusive): what
-- the days in stock are told by. Of several counts on a day the last counts: the latest moment, of one moment the latest record.
-- @first_at TIMESTAMP
-- @today_at TIMESTAMP
-- @time_zone STRING
SELECT
  product_id, location_id, DATE(counted_at, @time_zone) AS local_date, counted_at AS moved_at, recorded_at,
  CAST(on_hand AS FLOAT64) AS counted_units, CAST(NULL AS FLOAT64) AS received_units
FROM stock_counts
WHERE counted_at >= @first_at
  AND counted_at < @today_at
UNION ALL
SELECT
  product_id, location_id, DATE(received_at, @time_zone), received_at, recorded_at, CAST(NULL AS FLOAT64),
  CAST(quantity AS FLOAT64)
FROM receipts
WHERE received_at >= @first_at
  AND received_at < @today_at
