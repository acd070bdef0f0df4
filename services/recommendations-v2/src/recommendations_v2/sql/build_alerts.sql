-- Products of which an alert of these kinds stands open, by kind: snoozed ones do, people only hear nothing of them.
-- @kinds ARRAY<STRING>
SELECT DISTINCT product_id, kind
FROM (
  SELECT product_id, kind, state
  FROM alerts
  QUALIFY ROW_NUMBER() OVER (PARTITION BY alert_id ORDER BY changed_at DESC) = 1
) AS latest
WHERE state IN ('open', 'snoozed')
  AND kind IN UNNEST(@kinds)
