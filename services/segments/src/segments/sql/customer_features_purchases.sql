-- When customers purchased until @until: for each day, place and channel with an order the number of the customer times
-- 2 ** 23, plus the day since 1970 times 64, plus the place of the channel in @channels (63 where it is not there); in no
-- order.
-- @until DATE
-- @channels ARRAY<STRING>
WITH channels AS (
  SELECT channel, place FROM UNNEST(@channels) AS channel WITH OFFSET AS place
)
SELECT
  c.code * 8388608 + DATE_DIFF(s.ordered_local_date, DATE '1970-01-01', DAY) * 64 + COALESCE(h.place, 63) AS purchase
FROM daily_customer_sales AS s
JOIN customer_codes AS c ON c.customer_id = s.customer_id
LEFT JOIN channels AS h ON h.channel = s.channel
WHERE s.local_date <= @until
  AND s.orders > 0
