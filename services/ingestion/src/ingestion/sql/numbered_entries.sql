-- What a staged sales line does not say itself: its identity (the source's own, or the hash of what it says, numbered
-- where an order holds the same line more than once, for a repeated line is a genuine one), whether its product is a gift
-- card and, as far as these files tell, when its order was placed and which line the order counts at; and what the steps
-- after it ask for. Lines after @latest are left out. In the order of the files: a large load is appended a run of lines at
-- a time, and else each time all of this would have to be read.
-- @latest TIMESTAMP
WITH repeated AS (
  SELECT _file, _line, ROW_NUMBER() OVER (PARTITION BY _line_key, _file ORDER BY _line) AS occurrence
  FROM staged_sales
  WHERE occurred_at <= @latest
    AND entry_id IS NULL
    AND _line_key IN (SELECT _line_key FROM staged_sales WHERE entry_id IS NULL GROUP BY _line_key HAVING COUNT(*) > 1)
),
identified AS (
  SELECT
    s._file, s._line, s.order_id, s.occurred_at, s.local_date, s.line_no, s.is_test, s.net_amount,
    COALESCE(s.entry_id, IF(r.occurrence IS NULL OR r.occurrence = 1, s._line_key,
      CONCAT(s._line_key, '-', CAST(r.occurrence AS STRING)))) AS entry_id,
    IF(s.ordered_at_given, s.ordered_at, NULL) AS given_at,
    IF(s.ordered_at_given, s.ordered_local_date, NULL) AS given_on,
    IF(s.line_type = 'merchandise' AND g.product_id IS NOT NULL, 'gift_card', s.line_type) AS line_type,
    IF(s.kind <> 'sale', 2,
      IF(s.line_type = 'merchandise' AND g.product_id IS NULL AND NOT s.is_test, 0, 1)) AS start_rank
  FROM staged_sales AS s
  LEFT JOIN repeated AS r ON r._file = s._file AND r._line = s._line
  LEFT JOIN gift_cards AS g ON g.product_id = s.product_id
  WHERE s.occurred_at <= @latest
),
placed AS (
  SELECT
    *,
    ROW_NUMBER() OVER in_order AS place,
    FIRST_VALUE(start_rank) OVER in_order AS first_rank,
    FIRST_VALUE(occurred_at) OVER in_order AS first_at,
    FIRST_VALUE(local_date) OVER in_order AS first_on
  FROM identified
  -- The last two tell copies of one line apart: of those the first in the files is the one that is kept.
  WINDOW in_order AS (
    PARTITION BY order_id ORDER BY start_rank, occurred_at, line_no IS NULL, line_no, entry_id, _file, _line
  )
)
SELECT
  _file, _line, entry_id, line_type, order_id, local_date, is_test, net_amount,
  COALESCE(given_at, IF(first_rank = 2, occurred_at, first_at)) AS ordered_at,
  COALESCE(given_on, IF(first_rank = 2, local_date, first_on)) AS ordered_local_date,
  place = 1 AND start_rank = 0 AS is_order_start
FROM placed
ORDER BY _file, _line
