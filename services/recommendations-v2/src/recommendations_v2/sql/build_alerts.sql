-- Products of which an alert of these kinds stands open at one of these locations, or at no one in particular, by kind: snoozed ones
-- do, people only hear nothing of them. Without locations (@everywhere) all count.
-- @kinds ARRAY<STRING>
-- @everywhere BOOL
-- @locations ARRAY<STRING>
SELECT DISTINCT product_id, kind
FROM (
  SELECT product_id, location_id, kind, state
  FROM alerts
  QUALIFY ROW_NUMBER() OVER (PARTITION BY alert_id ORDER BY changed_at DESC) = 1
) AS latest
WHERE state IN ('open', 'snoozed')
  AND kind IN UNNEST(@kinds)
  AND (@everywhere OR location_id IS NULL OR location_id IN UNNEST(@locations))
