-- What the days of a target weigh: all of them, those before a day, and that day.
-- @generation_id STRING
-- @period_start DATE
-- @period_end DATE
-- @day DATE
SELECT
  COUNT(*) AS days,
  SUM(weight) AS whole,
  SUM(CASE WHEN local_date < @day THEN weight ELSE 0 END) AS before,
  SUM(CASE WHEN local_date = @day THEN weight ELSE 0 END) AS today,
  MAX(CASE WHEN has_season THEN 1 ELSE 0 END) AS has_season
FROM day_profile
WHERE generation_id = @generation_id
  AND local_date BETWEEN @period_start AND @period_end
