-- The affinities of a run, of one level or with @level null of all, with the titles of their products and how many customers
-- have them; strongest first. A title that is not known, and a category's, is null.
-- @generation_id STRING
-- @level STRING
WITH latest AS (
  SELECT product_id, title
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
members AS (
  SELECT affinity_id, COUNT(*) AS customers
  FROM affinity_members
  WHERE generation_id = @generation_id
  GROUP BY affinity_id
)
SELECT
  a.* EXCEPT (generation_id),
  one.title AS title_1,
  two.title AS title_2,
  three.title AS title_3,
  COALESCE(m.customers, 0) AS customers
FROM affinities AS a
LEFT JOIN latest AS one ON a.level = 'product' AND one.product_id = a.item_1
LEFT JOIN latest AS two ON a.level = 'product' AND two.product_id = a.item_2
LEFT JOIN latest AS three ON a.level = 'product' AND three.product_id = a.item_3
LEFT JOIN members AS m ON m.affinity_id = a.affinity_id
WHERE a.generation_id = @generation_id
  AND (@level IS NULL OR a.level = @level)
ORDER BY a.lift DESC, a.orders_together DESC, a.affinity_id
