-- The first shop day of which membership is known; null without any.
SELECT MIN(valid_from) AS first_day
FROM segment_members
