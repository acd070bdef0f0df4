-- The touched days in order, to refresh them in bounded portions.
SELECT local_date
FROM touched_days
ORDER BY local_date
