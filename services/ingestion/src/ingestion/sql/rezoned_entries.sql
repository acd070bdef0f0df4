-- The ledger with its shop days in another time zone.
-- @time_zone STRING
SELECT * REPLACE (
  DATE(occurred_at, @time_zone) AS local_date,
  DATE(ordered_at, @time_zone) AS ordered_local_date
)
FROM sales
