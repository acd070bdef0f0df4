-- Products that are gift cards: money owed, no sales.
SELECT product_id
FROM (
  SELECT product_id, is_gift_card
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
WHERE is_gift_card
