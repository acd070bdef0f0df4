-- Lines of touched orders whose order date, line type, or claim to be where the order counts no longer follows from all
-- that is known: a refund that came before its sale, a sale whose first line came later, a sale that was taken back, a
-- product that turned out to be a gift card. Dates the source gave are never changed. The days are those their lines are on.
-- @first_date DATE
-- @last_date DATE
WITH typed AS (
  SELECT
    s.*,
    IF(s.line_type_given = 'merchandise' AND g.product_id IS NOT NULL, 'gift_card', s.line_type_given) AS true_line_type
  FROM sales AS s
  LEFT JOIN gift_cards AS g ON g.product_id = s.product_id
  WHERE s.local_date BETWEEN @first_date AND @last_date
    AND s.order_id IN (SELECT order_id FROM touched_orders)
),
ranked AS (
  SELECT *, IF(kind <> 'sale', 2, IF(true_line_type = 'merchandise' AND NOT is_test, 0, 1)) AS start_rank
  FROM typed
),
placed AS (
  SELECT
    *,
    ROW_NUMBER() OVER in_order AS place,
    FIRST_VALUE(start_rank) OVER in_order AS first_rank,
    FIRST_VALUE(occurred_at) OVER in_order AS first_at,
    FIRST_VALUE(local_date) OVER in_order AS first_on
  FROM ranked
  WINDOW in_order AS (PARTITION BY order_id ORDER BY start_rank, occurred_at, line_no IS NULL, line_no, entry_id)
),
dated AS (
  SELECT
    * EXCEPT (start_rank, place, first_rank, first_at, first_on),
    IF(ordered_at_given, ordered_at, IF(first_rank = 2, occurred_at, first_at)) AS true_ordered_at,
    IF(ordered_at_given, ordered_local_date, IF(first_rank = 2, local_date, first_on)) AS true_ordered_local_date,
    place = 1 AND start_rank = 0 AS true_is_order_start
  FROM placed
)
SELECT
  * EXCEPT (true_line_type, true_ordered_at, true_ordered_local_date, true_is_order_start) REPLACE (
    true_line_type AS line_type,
    true_ordered_at AS ordered_at,
    true_ordered_local_date AS ordered_local_date,
    true_is_order_start AS is_order_start
  )
FROM dated
WHERE ordered_at <> true_ordered_at OR is_order_start <> true_is_order_start OR line_type <> true_line_type
