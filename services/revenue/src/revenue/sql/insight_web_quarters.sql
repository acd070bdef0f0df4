-- Web sessions that began in each quarter of an hour (counted since 1970): those of people, as far as one can tell, and
-- those that say they are robots. Bounds are half-open.
-- @since TIMESTAMP
-- @until TIMESTAMP
SELECT
  DIV(TIMESTAMP_DIFF(occurred_at, TIMESTAMP '1970-01-01 00:00:00+00', MINUTE), 15) AS quarter,
  SUM(IF(is_bot, 0, 1)) AS sessions,
  SUM(IF(is_bot, 1, 0)) AS declared_bots
FROM web_events
WHERE occurred_at >= @since
  AND occurred_at < @until
  AND event = 'session_start'
GROUP BY quarter
ORDER BY quarter
