-- How many web events happened on each day of UTC from a moment on, and when the last of them was recorded; whoever compares
-- this with before sees what came late and what was taken back.
-- @from_at TIMESTAMP
SELECT DATE(occurred_at) AS utc_date, COUNT(*) AS event_count, MAX(recorded_at) AS recorded_until
FROM web_events
WHERE occurred_at >= @from_at
GROUP BY utc_date
ORDER BY utc_date
