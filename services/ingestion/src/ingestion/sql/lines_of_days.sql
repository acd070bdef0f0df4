-- How many lines the ledger has on each shop day between two, to refresh days in bounded portions.
-- @first_date DATE
-- @last_date DATE
SELECT local_date, COUNT(*) AS line_count
FROM sales
WHERE local_date BETWEEN @first_date AND @last_date
GROUP BY local_date
