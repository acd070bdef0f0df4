-- Orders placed at each place in each quarter of an hour (counted since 1970), on some shop days; bounds are half-open.
-- @from_day DATE
-- @to_day DATE
SELECT
  location_id,
  channel,
  DIV(TIMESTAMP_DIFF(occurred_at, TIMESTAMP '1970-01-01 00:00:00+00', MINUTE), 15) AS quarter,
  COUNT(*) AS orders
FROM sales
WHERE local_date >= @from_day
  AND local_date < @to_day
  AND is_order_start
GROUP BY location_id, channel, quarter
ORDER BY quarter, location_id, channel
