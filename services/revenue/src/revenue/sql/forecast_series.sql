-- What a forecasting engine takes: net sales of every day from the first order on, nought where nothing was sold, so that no engine
-- has a gap to fill with sales that never were. One series has all days before @days_to; the others end earlier, by every
-- @every_days days up to @past_days: what an engine says after them is compared with what was sold. `series_id` is how many
-- days a series has, and none has fewer than @least_days. Numbers for arithmetic, so FLOAT64 and no money.
-- @days_from DATE
-- @days_to DATE
-- @past_days INT64
-- @every_days INT64
-- @least_days INT64
WITH sold AS (
  SELECT local_date, SUM(net_sales) AS net_sales, SUM(orders) AS orders
  FROM daily_shop_sales
  WHERE local_date >= @days_from AND local_date < @days_to
  GROUP BY local_date
),
begins AS (
  SELECT MIN(local_date) AS first_day
  FROM sold
  WHERE orders > 0
),
calendar AS (
  SELECT day, DATE_DIFF(day, b.first_day, DAY) AS place, DATE_DIFF(@days_to, day, DAY) AS days_left
  FROM UNNEST(GENERATE_DATE_ARRAY(@days_from, @days_to)) AS day
  CROSS JOIN begins AS b
  WHERE day >= b.first_day
),
series AS (
  SELECT place AS days
  FROM calendar
  WHERE place >= @least_days AND days_left <= @past_days AND MOD(days_left, @every_days) = 0
)
SELECT
  CAST(s.days AS STRING) AS series_id,
  c.day,
  CAST(COALESCE(d.net_sales, 0) AS FLOAT64) AS value
FROM series AS s
JOIN calendar AS c ON c.place < s.days
LEFT JOIN sold AS d ON d.local_date = c.day
ORDER BY s.days, c.day
