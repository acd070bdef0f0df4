-- The categories of products, as each product is known now.
SELECT category
FROM (
  SELECT category
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
)
WHERE category IS NOT NULL
GROUP BY category
ORDER BY category
