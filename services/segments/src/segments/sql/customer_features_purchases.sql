-- When every customer purchased until @until: a number for each day, place and channel with an order, which is the day since
-- 1970 times 64, plus the place of the channel in @channels (63 where it is not there); in no order. Apart from
-- customer_features, because a row that holds both is twice as wide, and what is grouped has to fit into memory.
-- @until DATE
-- @channels ARRAY<STRING>
WITH channels AS (
  SELECT channel, place FROM UNNEST(@channels) AS channel WITH OFFSET AS place
)
SELECT
  s.customer_id,
  ARRAY_AGG(DATE_DIFF(s.ordered_local_date, DATE '1970-01-01', DAY) * 64 + COALESCE(c.place, 63)) AS purchases
FROM daily_customer_sales AS s
LEFT JOIN channels AS c ON c.channel = s.channel
WHERE s.local_date <= @until
  AND s.orders > 0
  AND s.customer_id IS NOT NULL
GROUP BY s.customer_id
