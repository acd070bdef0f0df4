-- What the members of a group (the segment @segment_id, or who carries the tag @tag) brought in the weeks of seven days that
-- begin on @starts, the first of which is @from_day; week counts them from 0. With is_now false these are the members of the
-- week's first day, as the refreshes up to @refresh_id left them; with is_now true those whom @refresh_id itself found. Days are
-- those on which it happened or, with @by_order, those of the order it belongs to. A week without members has no row.
-- @from_day DATE
-- @to_day DATE
-- @starts ARRAY<DATE>
-- @segment_id STRING
-- @tag STRING
-- @by_order BOOL
-- @refresh_id STRING
WITH weeks AS (
  SELECT first_day, week
  FROM UNNEST(@starts) AS first_day WITH OFFSET AS week
),
latest AS (
  SELECT customer_id, segment_id, tags, valid_from, valid_to
  FROM segment_members
  WHERE valid_from <= @to_day AND refresh_id <= @refresh_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id, valid_from ORDER BY recorded_at DESC, refresh_id DESC) = 1
),
members AS (
  SELECT FALSE AS is_now, w.week, l.customer_id
  FROM latest AS l
  JOIN weeks AS w ON l.valid_from <= w.first_day AND (l.valid_to IS NULL OR l.valid_to > w.first_day)
  WHERE COALESCE(l.segment_id = @segment_id, FALSE)
    OR COALESCE(STRPOS(CONCAT(',', l.tags, ','), CONCAT(',', @tag, ',')) > 0, FALSE)
  UNION ALL
  SELECT TRUE AS is_now, w.week, c.customer_id
  FROM segment_customers AS c
  CROSS JOIN weeks AS w
  WHERE c.generation_id = @refresh_id
    AND (
      COALESCE(c.segment_id = @segment_id, FALSE)
      OR COALESCE(STRPOS(CONCAT(',', c.tags, ','), CONCAT(',', @tag, ',')) > 0, FALSE)
    )
),
brought AS (
  SELECT
    customer_id,
    DIV(DATE_DIFF(IF(@by_order, ordered_local_date, local_date), @from_day, DAY), 7) AS week,
    SUM(orders) AS orders,
    SUM(net_sales) AS net_sales
  FROM daily_customer_sales
  WHERE customer_id IS NOT NULL
    AND local_date >= @from_day
    AND (@by_order OR local_date <= @to_day)
    AND (NOT @by_order OR (ordered_local_date >= @from_day AND ordered_local_date <= @to_day))
  GROUP BY customer_id, week
)
SELECT
  m.is_now,
  m.week,
  COUNT(*) AS customers,
  COUNTIF(b.orders > 0) AS purchasers,
  CAST(SUM(b.orders) AS INT64) AS orders,
  SUM(b.net_sales) AS net_sales
FROM members AS m
LEFT JOIN brought AS b ON b.customer_id = m.customer_id AND b.week = m.week
GROUP BY m.is_now, m.week
ORDER BY m.is_now, m.week
