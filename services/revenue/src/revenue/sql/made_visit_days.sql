-- Of which events the days of daily_visits were made, the earliest first.
-- @from_day DATE
-- @to_day DATE
SELECT local_date, made_by, made_of, row_count, made_at
FROM visit_days
WHERE local_date >= @from_day AND local_date < @to_day
ORDER BY local_date
