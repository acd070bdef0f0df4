-- The months of touched days.
SELECT DISTINCT DATE_TRUNC(local_date, MONTH) AS month
FROM touched_days
