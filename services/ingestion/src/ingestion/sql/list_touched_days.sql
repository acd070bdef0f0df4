-- The touched days in order.
SELECT local_date
FROM touched_days
ORDER BY local_date
