-- The first shop day of which membership is known, as the refreshes up to one of them left it; null without any.
-- @refresh_id STRING
SELECT MIN(valid_from) AS first_day
FROM segment_members
WHERE refresh_id <= @refresh_id
