-- Customers who bought all items of an affinity in one order. The affinities stand in four arrays, place by place: id, two
-- items (product:mug, category:Kitchen), and the third or ''. Orders as in affinity_items.sql.
-- @from_day DATE
-- @to_day DATE
-- @most_items INT64
-- @affinities ARRAY<STRING>
-- @first_items ARRAY<STRING>
-- @second_items ARRAY<STRING>
-- @third_items ARRAY<STRING>
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
wanted AS (
  SELECT affinity_id, item_1, item_2, item_3
  FROM UNNEST(@affinities) AS affinity_id WITH OFFSET AS place
  JOIN UNNEST(@first_items) AS item_1 WITH OFFSET AS place_1 ON place_1 = place
  JOIN UNNEST(@second_items) AS item_2 WITH OFFSET AS place_2 ON place_2 = place
  JOIN UNNEST(@third_items) AS item_3 WITH OFFSET AS place_3 ON place_3 = place
),
known AS (
  SELECT order_id, customer_id, item
  FROM lines
  WHERE customer_id IS NOT NULL
    AND (item IN UNNEST(@first_items) OR item IN UNNEST(@second_items) OR item IN UNNEST(@third_items))
)
SELECT DISTINCT w.affinity_id, a.customer_id
FROM wanted AS w
JOIN known AS a ON a.item = w.item_1
JOIN known AS b ON b.order_id = a.order_id AND b.item = w.item_2
LEFT JOIN known AS c ON c.order_id = a.order_id AND c.item = w.item_3
WHERE w.item_3 = '' OR c.order_id IS NOT NULL
