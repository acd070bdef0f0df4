-- The memberships that go on, as the refreshes up to one of them left them.
-- @refresh_id STRING
SELECT customer_id, segment_id, tags, valid_from
FROM (
  SELECT customer_id, segment_id, tags, valid_from, valid_to
  FROM segment_members
  WHERE refresh_id <= @refresh_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id, valid_from ORDER BY recorded_at DESC, refresh_id DESC) = 1
) AS latest
WHERE valid_to IS NULL
