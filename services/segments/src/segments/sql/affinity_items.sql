-- What orders of the shop days from @from_day to @to_day (inclusive) are made of: products (product:mug) and categories
-- (category:Kitchen), of each the @item_limit that stand in most orders, if in at least @least_orders. Sold merchandise
-- that is no test. An order of more than @most_items products is nobody's basket and is left out. `item` empty: all orders
-- that count; `left out`: those that are.
-- @from_day DATE
-- @to_day DATE
-- @most_items INT64
-- @least_orders INT64
-- @item_limit INT64
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
)
SELECT '' AS item, COUNT(*) AS orders FROM baskets
UNION ALL
SELECT 'left out' AS item, COUNT(DISTINCT order_id) - (SELECT COUNT(*) FROM baskets) AS orders FROM sold
UNION ALL
SELECT item, orders
FROM (
  SELECT item, COUNT(*) AS orders
  FROM lines
  GROUP BY item
  HAVING COUNT(*) >= @least_orders
) AS counted
QUALIFY ROW_NUMBER() OVER (PARTITION BY SUBSTR(item, 1, 2) ORDER BY orders DESC, item) <= @item_limit
