-- The touched days in order, each with the number of its ledger lines, to refresh them in bounded portions.
SELECT t.local_date, COUNT(s.local_date) AS line_count
FROM touched_days AS t
LEFT JOIN sales AS s ON s.local_date = t.local_date
GROUP BY t.local_date
ORDER BY t.local_date
