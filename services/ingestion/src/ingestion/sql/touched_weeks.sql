-- The weeks of touched days, by their Mondays.
SELECT DISTINCT DATE_TRUNC(local_date, WEEK(MONDAY)) AS week_start
FROM touched_days
