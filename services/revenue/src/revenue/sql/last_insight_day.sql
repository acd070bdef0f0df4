-- The last shop day that had been looked at by a moment; null when none had.
-- @known_until TIMESTAMP
SELECT MAX(local_date) AS local_date
FROM insights
WHERE kind = 'day'
  AND recorded_at <= @known_until
