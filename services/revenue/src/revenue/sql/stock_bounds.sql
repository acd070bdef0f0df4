-- How many stock counts there were before @known_until, and when the last one was.
-- @known_until TIMESTAMP
SELECT COUNT(*) AS counts, MAX(counted_at) AS last_counted_at
FROM stock_counts
WHERE counted_at < @known_until
