-- How many customers were in which segment on @from_day and in which on @to_day; null is in none. re_entered of them are in
-- another segment than on the first day, in which they were on some day before it. As the refreshes up to @refresh_id left them.
-- @from_day DATE
-- @to_day DATE
-- @refresh_id STRING
WITH intervals AS (
  SELECT customer_id, segment_id, valid_from, valid_to
  FROM (
    SELECT customer_id, segment_id, valid_from, valid_to
    FROM segment_members
    WHERE valid_from <= @to_day AND refresh_id <= @refresh_id
    QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id, valid_from ORDER BY recorded_at DESC, refresh_id DESC) = 1
  ) AS latest
  WHERE valid_to IS NULL OR valid_to > valid_from
),
at_start AS (
  SELECT customer_id, segment_id
  FROM intervals
  WHERE valid_from <= @from_day AND (valid_to IS NULL OR valid_to > @from_day)
),
at_end AS (
  SELECT customer_id, segment_id
  FROM intervals
  WHERE valid_to IS NULL OR valid_to > @to_day
),
earlier AS (
  SELECT customer_id, segment_id
  FROM intervals
  WHERE valid_from < @from_day
  GROUP BY customer_id, segment_id
)
SELECT
  s.segment_id AS from_segment,
  e.segment_id AS to_segment,
  COUNT(*) AS customers,
  COUNTIF(b.customer_id IS NOT NULL AND (s.segment_id IS NULL OR s.segment_id != e.segment_id)) AS re_entered
FROM at_start AS s
FULL JOIN at_end AS e ON e.customer_id = s.customer_id
LEFT JOIN earlier AS b ON b.customer_id = e.customer_id AND b.segment_id = e.segment_id
GROUP BY s.segment_id, e.segment_id
ORDER BY from_segment, to_segment
