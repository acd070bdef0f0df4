-- What is ordered and has not come, by product, location and the shop day it is expected on: open purchase orders before
-- @known_until less their receipts, and what this service ordered that is not in the shop's tables yet. Without a day of its
-- own an order is expected @lead_time_days after it was placed. What stands of it here was written down at @since or later.
-- @known_until TIMESTAMP
-- @time_zone STRING
-- @lead_time_days INT64
-- @since TIMESTAMP
WITH orders AS (
  SELECT purchase_order_id, line_no, product_id, location_id, quantity, ordered_at, expected_at, status
  FROM purchase_orders
  WHERE ordered_at < @known_until
  QUALIFY ROW_NUMBER() OVER (PARTITION BY purchase_order_id, line_no ORDER BY recorded_at DESC, load_id DESC) = 1
),
arrived AS (
  SELECT purchase_order_id, line_no, SUM(quantity) AS quantity
  FROM receipts
  WHERE received_at < @known_until
    AND purchase_order_id IS NOT NULL
  GROUP BY purchase_order_id, line_no
),
own AS (
  SELECT purchase_order_id, product_id, location_id, quantity, received_quantity, lead_time_days, changed_at, expected_at, state
  FROM reorders
  WHERE recorded_at >= @since
  QUALIFY ROW_NUMBER() OVER (PARTITION BY reorder_id ORDER BY recorded_at DESC) = 1
),
due AS (
  SELECT
    o.product_id, o.location_id, o.quantity - COALESCE(a.quantity, 0) AS units,
    COALESCE(
      DATE(o.expected_at, @time_zone), DATE_ADD(DATE(o.ordered_at, @time_zone), INTERVAL @lead_time_days DAY)) AS expected_on
  FROM orders AS o
  LEFT JOIN arrived AS a ON a.purchase_order_id = o.purchase_order_id AND a.line_no = o.line_no
  WHERE o.status = 'open'
  UNION ALL
  SELECT
    product_id, NULLIF(location_id, ''), quantity - received_quantity,
    COALESCE(
      DATE(expected_at, @time_zone), DATE_ADD(DATE(changed_at, @time_zone), INTERVAL lead_time_days DAY))
  FROM own
  WHERE state = 'ordered'
    AND purchase_order_id NOT IN (SELECT purchase_order_id FROM orders)
)
SELECT product_id, location_id, expected_on, CAST(SUM(units) AS FLOAT64) AS units
FROM due
WHERE units > 0
GROUP BY product_id, location_id, expected_on
