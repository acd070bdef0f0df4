-- Net sales on the days that targets are for: of channels, locations or members of staff (@by) each of @cuts, from @froms
-- until @tos (half-open; a cut may come more than once), on whole days by the day it happened or of the order. Bounds as in
-- cut_days.sql.
-- @by STRING
-- @basis STRING
-- @cuts ARRAY<STRING>
-- @froms ARRAY<DATE>
-- @tos ARRAY<DATE>
-- @local_from DATE
-- @local_to DATE
-- @ordered_from DATE
-- @ordered_to DATE
WITH periods AS (
  SELECT cut, from_day, to_day
  FROM UNNEST(@cuts) AS cut WITH OFFSET AS a
  JOIN UNNEST(@froms) AS from_day WITH OFFSET AS b ON b = a
  JOIN UNNEST(@tos) AS to_day WITH OFFSET AS c ON c = a
),
sold AS (
  SELECT
    CASE @by WHEN 'staff' THEN staff_id WHEN 'location' THEN location_id ELSE channel END AS cut,
    IF(@basis = 'order', ordered_local_date, local_date) AS basis_day,
    SUM(net_sales) AS net_sales
  FROM daily_cut_sales
  WHERE local_date >= @local_from
    AND local_date < @local_to
    AND ordered_local_date >= @ordered_from
    AND ordered_local_date < @ordered_to
  GROUP BY cut, basis_day
)
SELECT sold.cut, SUM(sold.net_sales) AS net_sales
FROM periods
JOIN sold ON sold.cut = periods.cut AND sold.basis_day >= periods.from_day AND sold.basis_day < periods.to_day
GROUP BY sold.cut
