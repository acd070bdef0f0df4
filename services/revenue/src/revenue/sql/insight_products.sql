-- Title and category of every product, as last said.
SELECT product_id, title, category
FROM products
QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
ORDER BY product_id
