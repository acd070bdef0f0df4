-- How many customers joined each arm of a group's exports on each day, and whether the export had a hold-out. Who joins, and when:
-- as lift_sums says.
-- @group_id STRING
-- @time_zone STRING
WITH asked AS (
  SELECT export_id, group_id, state, hold_out_share, requested_at
  FROM exports
  WHERE group_id = @group_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY export_id ORDER BY recorded_at DESC) = 1
),
done AS (
  SELECT customer_id, export_id, action, sent_at
  FROM export_audit
  WHERE group_id = @group_id
    AND (
      action IN ('added', 'rejected', 'held_out')
      OR action = 'skipped'
        AND reason NOT IN ('erased', 'not_known', 'no_address', 'unsubscribed', 'cleaned', 'never_asked')
    )
),
sending AS (
  SELECT a.export_id, a.hold_out_share, a.requested_at
  FROM asked AS a
  JOIN done AS d ON d.export_id = a.export_id
  WHERE d.action != 'held_out'
  GROUP BY a.export_id, a.hold_out_share, a.requested_at
),
joining AS (
  SELECT a.export_id, s.hold_out_share, DATE(s.requested_at, @time_zone) AS joined_on
  FROM asked AS a
  JOIN sending AS s ON s.requested_at >= a.requested_at
  WHERE a.state != 'reverted'
  QUALIFY ROW_NUMBER() OVER (PARTITION BY a.export_id ORDER BY s.requested_at, s.export_id) = 1
),
firsts AS (
  SELECT customer_id, export_id, action
  FROM done
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY sent_at, export_id, action) = 1
)
SELECT
  j.joined_on,
  IF(f.action = 'held_out', 'held_out', 'exported') AS arm,
  j.hold_out_share > 0 AS has_hold_out,
  COUNT(*) AS customers
FROM firsts AS f
JOIN joining AS j ON j.export_id = f.export_id
GROUP BY j.joined_on, arm, has_hold_out
ORDER BY j.joined_on, arm, has_hold_out
