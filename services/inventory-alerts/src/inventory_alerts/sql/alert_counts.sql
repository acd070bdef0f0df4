-- How many alerts are open, by kind and severity; of those that something was decided about at @since or later.
-- @since TIMESTAMP
SELECT kind, severity, COUNT(*) AS alerts
FROM (
  SELECT kind, severity, state
  FROM alert_states
  WHERE recorded_at >= @since
  QUALIFY ROW_NUMBER() OVER (PARTITION BY alert_id ORDER BY recorded_at DESC) = 1
) AS latest
WHERE state = 'open'
GROUP BY kind, severity
ORDER BY kind, severity
