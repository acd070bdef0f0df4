-- Counts and receipts of each product at each location by shop day, from @first_day until @today (exclusive): what the days in
-- stock are told by. Of several counts on a day the last is told; what was received where a product is never counted belongs
-- to the location that holds most of it.
-- @first_day DATE
-- @first_at TIMESTAMP
-- @today_at TIMESTAMP
-- @known_until TIMESTAMP
-- @time_zone STRING
WITH counted AS (
  SELECT
    product_id, location_id,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY on_hand DESC, location_id) = 1 AS is_main
  FROM (
    SELECT product_id, location_id, on_hand
    FROM stock_counts
    WHERE counted_at < @known_until
    QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id, location_id ORDER BY counted_at DESC, recorded_at DESC, load_id DESC) = 1
  ) AS latest
),
days AS (
  SELECT product_id, location_id, DATE(counted_at, @time_zone) AS local_date, CAST(on_hand AS FLOAT64) AS counted_units
  FROM stock_counts
  WHERE counted_at >= @first_at
    AND counted_at < @today_at
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY product_id, location_id, DATE(counted_at, @time_zone)
    ORDER BY counted_at DESC, recorded_at DESC, load_id DESC) = 1
),
arrived AS (
  SELECT
    r.product_id,
    COALESCE(own.location_id, mains.location_id, r.location_id, '') AS location_id,
    DATE(r.received_at, @time_zone) AS local_date,
    CAST(SUM(r.quantity) AS FLOAT64) AS received_units
  FROM receipts AS r
  LEFT JOIN counted AS own ON own.product_id = r.product_id AND own.location_id = r.location_id
  LEFT JOIN counted AS mains ON mains.product_id = r.product_id AND mains.is_main
  WHERE r.received_at >= @first_at
    AND r.received_at < @today_at
  GROUP BY 1, 2, 3
)
SELECT
  COALESCE(days.product_id, arrived.product_id) AS product_id,
  COALESCE(days.location_id, arrived.location_id) AS location_id,
  COALESCE(days.local_date, arrived.local_date) AS local_date,
  days.counted_units,
  arrived.received_units
FROM days
FULL JOIN arrived
  ON arrived.product_id = days.product_id
    AND arrived.location_id = days.location_id
    AND arrived.local_date = days.local_date
WHERE COALESCE(days.local_date, arrived.local_date) >= @first_day
