-- From when until when a unit of a product cost what, from the versions of the product. The first known cost also holds
-- for all time before it: there is no better one. A version that does not state a cost changes nothing.
WITH stated AS (
  SELECT product_id, recorded_at, load_id, unit_cost,
    LAG(unit_cost) OVER (PARTITION BY product_id ORDER BY recorded_at, load_id) AS cost_before
  FROM products
  WHERE unit_cost IS NOT NULL
),
changes AS (
  SELECT product_id, recorded_at, unit_cost,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at, load_id) AS place,
    LEAD(recorded_at) OVER (PARTITION BY product_id ORDER BY recorded_at, load_id) AS next_at
  FROM stated
  WHERE cost_before IS NULL OR cost_before <> unit_cost
)
SELECT
  product_id,
  IF(place = 1, TIMESTAMP '0001-01-01 00:00:00+00', recorded_at) AS valid_from,
  COALESCE(next_at, TIMESTAMP '9999-12-31 00:00:00+00') AS valid_to,
  unit_cost
FROM changes
