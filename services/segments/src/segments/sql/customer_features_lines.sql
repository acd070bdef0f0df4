-- What customers bought of: for each line of a sale of the days after @window_from and until @until whose category is known,
-- the place of the category in @categories; in no order. Customers without such a line are left out.
-- @until DATE
-- @window_from DATE
-- @categories ARRAY<STRING>
WITH latest AS (
  SELECT product_id, category
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
categories AS (
  SELECT category, place FROM UNNEST(@categories) AS category WITH OFFSET AS place
),
placed AS (
  SELECT p.product_id, c.place
  FROM latest AS p
  JOIN categories AS c ON c.category = p.category
)
SELECT s.customer_id, ARRAY_AGG(p.place) AS lines
FROM sales AS s
JOIN placed AS p ON p.product_id = s.product_id
WHERE s.local_date > @window_from
  AND s.local_date <= @until
  AND s.kind = 'sale'
  AND s.line_type = 'merchandise'
  AND NOT s.is_test
  AND s.customer_id IS NOT NULL
GROUP BY s.customer_id
