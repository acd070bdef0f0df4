-- What customers brought in the @window_days shop days after the day they joined an arm of a group's exports, by orders of those
-- days, refunds of them off whenever they came: of those who joined from @joined_from to @joined_to (inclusive). A customer joins
-- with the first thing any export did with them for that group, on the day that export was asked for, so that both arms have the
-- same days; who was held out by an export that sent nobody joins with the next one that did. Whom the target would not have
-- counts as exported; whose first export was taken back is in no arm. `crossed` were held out and added within these days after
-- all. All groups where @group_id is null.
-- @group_id STRING
-- @joined_from DATE
-- @joined_to DATE
-- @window_days INT64
-- @time_zone STRING
WITH asked AS (
  SELECT export_id, group_id, state, hold_out_share, requested_at
  FROM exports
  WHERE @group_id IS NULL OR group_id = @group_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY export_id ORDER BY recorded_at DESC) = 1
),
done AS (
  SELECT group_id, customer_id, export_id, action, sent_at
  FROM export_audit
  WHERE (@group_id IS NULL OR group_id = @group_id)
    AND (
      action IN ('added', 'rejected', 'held_out')
      OR action = 'skipped'
        AND reason NOT IN ('erased', 'not_known', 'no_address', 'unsubscribed', 'cleaned', 'never_asked')
    )
),
sending AS (
  SELECT a.export_id, a.group_id, a.hold_out_share, a.requested_at
  FROM asked AS a
  JOIN done AS d ON d.export_id = a.export_id
  WHERE d.action != 'held_out'
  GROUP BY a.export_id, a.group_id, a.hold_out_share, a.requested_at
),
joining AS (
  SELECT a.export_id, s.hold_out_share, DATE(s.requested_at, @time_zone) AS joined_on
  FROM asked AS a
  JOIN sending AS s ON s.group_id = a.group_id AND s.requested_at >= a.requested_at
  WHERE a.state != 'reverted'
  QUALIFY ROW_NUMBER() OVER (PARTITION BY a.export_id ORDER BY s.requested_at, s.export_id) = 1
),
firsts AS (
  SELECT group_id, customer_id, export_id, action
  FROM done
  QUALIFY ROW_NUMBER() OVER (PARTITION BY group_id, customer_id ORDER BY sent_at, export_id, action) = 1
),
joined AS (
  SELECT
    f.group_id, f.customer_id, f.action, j.joined_on, j.hold_out_share,
    IF(f.action = 'held_out', 'held_out', 'exported') AS arm
  FROM firsts AS f
  JOIN joining AS j ON j.export_id = f.export_id
  WHERE j.joined_on >= @joined_from AND j.joined_on <= @joined_to
),
brought AS (
  SELECT
    j.group_id,
    j.customer_id,
    CAST(SUM(d.net_sales) AS FLOAT64) AS net_sales,
    CAST(SUM(d.net_sales_with_cost - d.cost) AS FLOAT64) AS margin,
    CAST(SUM(d.net_sales_with_cost) AS FLOAT64) AS net_sales_with_cost,
    SUM(d.orders) AS orders
  FROM joined AS j
  JOIN daily_customer_sales AS d ON d.customer_id = j.customer_id
  WHERE d.local_date > @joined_from
    AND d.ordered_local_date > j.joined_on
    AND d.ordered_local_date <= DATE_ADD(j.joined_on, INTERVAL @window_days DAY)
  GROUP BY j.group_id, j.customer_id
),
crossed AS (
  SELECT j.group_id, j.customer_id
  FROM joined AS j
  JOIN done AS d ON d.group_id = j.group_id AND d.customer_id = j.customer_id
  WHERE j.arm = 'held_out'
    AND d.action = 'added'
    AND DATE(d.sent_at, @time_zone) <= DATE_ADD(j.joined_on, INTERVAL @window_days DAY)
  GROUP BY j.group_id, j.customer_id
)
SELECT
  j.group_id,
  j.hold_out_share,
  j.arm,
  COUNT(*) AS customers,
  COUNTIF(j.action IN ('rejected', 'skipped')) AS rejected,
  COUNTIF(c.customer_id IS NOT NULL) AS crossed,
  COUNTIF(b.orders > 0) AS purchasers,
  COALESCE(SUM(b.net_sales), 0) AS net_sales,
  COALESCE(SUM(b.net_sales * b.net_sales), 0) AS net_sales_squares,
  COALESCE(SUM(b.margin), 0) AS margin,
  COALESCE(SUM(b.margin * b.margin), 0) AS margin_squares,
  COALESCE(SUM(b.net_sales_with_cost), 0) AS net_sales_with_cost
FROM joined AS j
LEFT JOIN brought AS b ON b.group_id = j.group_id AND b.customer_id = j.customer_id
LEFT JOIN crossed AS c ON c.group_id = j.group_id AND c.customer_id = j.customer_id
GROUP BY j.group_id, j.hold_out_share, j.arm
ORDER BY j.group_id, j.hold_out_share, j.arm
