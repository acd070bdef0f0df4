-- The latest decision about each alert that is open or snoozed, and about each that was closed at @closed_since or later:
-- what a run has to know. Nothing of it was decided before @since.
-- @since TIMESTAMP
-- @closed_since TIMESTAMP
SELECT *
FROM (
  SELECT *
  FROM alert_states
  WHERE recorded_at >= @since
  QUALIFY ROW_NUMBER() OVER (PARTITION BY alert_id ORDER BY recorded_at DESC) = 1
) AS latest
WHERE state IN ('open', 'snoozed')
  OR changed_at >= @closed_since
ORDER BY alert_id
