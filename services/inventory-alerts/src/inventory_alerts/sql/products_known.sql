-- Which of some products there are, with their title and what one of them costs now.
-- @products ARRAY<STRING>
-- @known_until TIMESTAMP
SELECT p.product_id, p.title, c.unit_cost
FROM (
  SELECT product_id, title
  FROM products
  WHERE product_id IN UNNEST(@products)
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS p
LEFT JOIN product_costs AS c
  ON c.product_id = p.product_id AND c.valid_from < @known_until AND c.valid_to >= @known_until
ORDER BY p.product_id
