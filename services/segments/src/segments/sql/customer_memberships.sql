-- The segments a customer was in, oldest first, as the refreshes up to one of them left them; intervals of no day are none.
-- @customer_id STRING
-- @refresh_id STRING
SELECT segment_id, tags, valid_from, valid_to
FROM (
  SELECT segment_id, tags, valid_from, valid_to
  FROM segment_members
  WHERE customer_id = @customer_id AND refresh_id <= @refresh_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY valid_from ORDER BY recorded_at DESC, refresh_id DESC) = 1
) AS latest
WHERE valid_to IS NULL OR valid_to > valid_from
ORDER BY valid_from
