-- The latest word on each alert of these kinds that was opened, changed or closed since @since: true while it stands. Of one
-- that is over nothing here says whether the stock or a hand ended it: null.
-- @since TIMESTAMP
-- @kinds ARRAY<STRING>
SELECT alert_id, kind, product_id, location_id, changed_at, IF(state IN ('open', 'snoozed'), TRUE, NULL) AS is_open
FROM alerts
WHERE changed_at >= @since AND kind IN UNNEST(@kinds)
QUALIFY ROW_NUMBER() OVER (PARTITION BY alert_id ORDER BY changed_at DESC) = 1
ORDER BY changed_at, alert_id
