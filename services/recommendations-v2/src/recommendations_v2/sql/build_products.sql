-- What the shop sells and sold, as it is known now.
SELECT
  product_id, title, category, brand, price, CAST(unit_cost AS FLOAT64) AS unit_cost, is_consumable,
  COALESCE(parent_product_id, product_id) AS parent_product_id, url, image_url, created_at,
  COALESCE(active, TRUE) AND NOT COALESCE(is_gift_card, FALSE) AS is_sold
FROM products
QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
