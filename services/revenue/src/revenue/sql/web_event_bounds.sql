-- The first web event there is, and the last before a moment; nulls where there is none.
-- @until TIMESTAMP
SELECT MIN(occurred_at) AS first_at, MAX(occurred_at) AS last_at
FROM web_events
WHERE occurred_at < @until
