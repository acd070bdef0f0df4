-- How many orders hold two of @items (product:mug, category:Kitchen; never one of each), where at least @least_orders do.
-- Orders as in affinity_items.sql.
-- @from_day DATE
-- @to_day DATE
-- @most_items INT64
-- @items ARRAY<STRING>
-- @least_orders INT64
WITH latest AS (
  SELECT product_id, NULLIF(category, '') AS category
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
sold AS (
  SELECT order_id, product_id, MAX(customer_id) AS customer_id
  FROM sales
  WHERE local_date >= @from_day AND local_date <= @to_day
    AND kind = 'sale'
    AND line_type = 'merchandise'
    AND NOT is_test
    AND product_id IS NOT NULL
  GROUP BY order_id, product_id
),
baskets AS (
  SELECT order_id, MAX(customer_id) AS customer_id
  FROM sold
  GROUP BY order_id
  HAVING COUNT(*) <= @most_items
),
lines AS (
  SELECT b.order_id, b.customer_id, CONCAT('product:', s.product_id) AS item
  FROM baskets AS b
  JOIN sold AS s ON s.order_id = b.order_id
  UNION ALL
  SELECT b.order_id, b.customer_id, CONCAT('category:', l.category) AS item
  FROM baskets AS b
  JOIN sold AS s ON s.order_id = b.order_id
  JOIN latest AS l ON l.product_id = s.product_id
  WHERE l.category IS NOT NULL
  GROUP BY b.order_id, b.customer_id, l.category
),
kept AS (
  SELECT order_id, item FROM lines WHERE item IN UNNEST(@items)
)
SELECT a.item AS item_1, b.item AS item_2, COUNT(*) AS orders
FROM kept AS a
JOIN kept AS b ON b.order_id = a.order_id AND b.item > a.item AND SUBSTR(b.item, 1, 2) = SUBSTR(a.item, 1, 2)
GROUP BY a.item, b.item
HAVING COUNT(*) >= @least_orders
