-- The place of each product's category in @categories, as the product is known now. Kept apart for the join with the ledger:
-- of a table that is there an engine knows how small it is, and looks through that and not through the ledger.
-- @categories ARRAY<STRING>
WITH latest AS (
  SELECT product_id, category
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
categories AS (
  SELECT category, place FROM UNNEST(@categories) AS category WITH OFFSET AS place
)
SELECT p.product_id, c.place
FROM latest AS p
JOIN categories AS c ON c.category = p.category
