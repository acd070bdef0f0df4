-- The segment that each customer was in on a shop day, as the refreshes up to one of them left it.
-- @refresh_id STRING
-- @day DATE
SELECT customer_id, segment_id
FROM (
  SELECT customer_id, segment_id, valid_from, valid_to
  FROM segment_members
  WHERE refresh_id <= @refresh_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id, valid_from ORDER BY recorded_at DESC, refresh_id DESC) = 1
) AS latest
WHERE valid_from <= @day
  AND (valid_to IS NULL OR valid_to > @day)
