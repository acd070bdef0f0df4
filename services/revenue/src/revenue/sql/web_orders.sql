-- Orders placed in two sets of shop days that follow one another (period 2, then period 1) in some sales channels, with their
-- value as placed, before refunds, put together by what the first purchase event that names them said (`says`: who, which steps
-- as 1 and 0, and what is asked for by @by; null where no event names the order); and what events named that is no such order
-- (is_in_ledger is false, by the day of the event). Events are those of the days in daily_visits, then the given ones, which
-- come in order of time. A day of the ledger is cut for period 1 at @known_until and for period 2 at @until_2.
-- @by STRING
-- @channels ARRAY<STRING>
-- @from_day DATE
-- @from_1 DATE
-- @to_day DATE
-- @until_2 TIMESTAMP
-- @known_until TIMESTAMP
-- @days ARRAY<DATE>
-- @given_orders ARRAY<STRING>
-- @given_says ARRAY<STRING>
-- @given_days ARRAY<DATE>
WITH placed AS (
  SELECT
    order_id,
    MIN(IF(is_order_start, local_date, NULL)) AS placed_on,
    MIN(IF(is_order_start, occurred_at, NULL)) AS placed_at,
    COUNTIF(is_order_start AND channel IN UNNEST(@channels)) > 0 AS is_web,
    SUM(net_amount) AS order_value
  FROM sales
  WHERE local_date >= DATE_SUB(@from_day, INTERVAL 2 DAY) AND local_date < @to_day
    AND occurred_at < @known_until AND kind = 'sale' AND line_type = 'merchandise' AND NOT is_test
  GROUP BY order_id
),
told AS (
  SELECT
    order_id, local_date, 0 AS place, bought_at,
    CONCAT(
      traffic, '|', IF(has_viewed, '1', '0'), IF(has_added, '1', '0'), IF(has_checked_out, '1', '0'), IF(has_bought, '1', '0'),
      '|',
      COALESCE(CASE @by
        WHEN 'device' THEN device
        WHEN 'channel' THEN channel
        WHEN 'landing_page' THEN landing_page
        ELSE IF(is_returning, 'returning', IF(is_returning IS NULL, NULL, 'new'))
      END, '')
    ) AS says
  FROM daily_visits
  WHERE order_id IS NOT NULL AND local_date >= DATE_SUB(@from_day, INTERVAL 1 DAY)
    AND local_date < DATE_ADD(@to_day, INTERVAL 1 DAY) AND local_date IN UNNEST(@days)
  UNION ALL
  SELECT o, d, 1 + place, CAST(NULL AS TIMESTAMP), s
  FROM UNNEST(@given_orders) AS o WITH OFFSET AS place
  JOIN UNNEST(@given_says) AS s WITH OFFSET AS place_s ON place_s = place
  JOIN UNNEST(@given_days) AS d WITH OFFSET AS place_d ON place_d = place
),
said AS (
  SELECT order_id, local_date, says
  FROM told
  QUALIFY ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY place, bought_at, local_date, says) = 1
)
SELECT
  IF(p.placed_on >= @from_1, 1, 2) AS period, TRUE AS is_in_ledger, s.says, COUNT(*) AS orders, SUM(p.order_value) AS order_value
FROM placed AS p
LEFT JOIN said AS s ON s.order_id = p.order_id
WHERE p.is_web AND p.placed_on >= @from_day AND (p.placed_on >= @from_1 OR p.placed_at < @until_2)
GROUP BY period, s.says
UNION ALL
SELECT
  IF(s.local_date >= @from_1, 1, 2) AS period, FALSE AS is_in_ledger, s.says, COUNT(*) AS orders,
  CAST(NULL AS NUMERIC) AS order_value
FROM said AS s
LEFT JOIN placed AS p ON p.order_id = s.order_id AND p.is_web
WHERE p.order_id IS NULL AND s.local_date >= @from_day AND s.local_date < @to_day
GROUP BY period, s.says
