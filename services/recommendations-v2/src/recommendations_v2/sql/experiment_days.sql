-- How many subjects each arm of an experiment was joined by on each shop day, by their first sight in it.
-- @experiment_id STRING
-- @exposed_from TIMESTAMP
-- @exposed_to TIMESTAMP
-- @time_zone STRING
WITH firsts AS (
  SELECT subject, MIN(exposed_at) AS exposed_at
  FROM experiment_exposures
  WHERE experiment_id = @experiment_id AND exposed_at >= @exposed_from AND exposed_at < @exposed_to
  GROUP BY subject
)
SELECT DATE(exposed_at, @time_zone) AS joined_on, COUNT(*) AS subjects
FROM firsts
GROUP BY joined_on
ORDER BY joined_on
