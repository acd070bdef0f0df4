-- What reorders that are suggested or approved come to by supplier: how many, how many without a known cost, and what the
-- others cost; with the least the supplier takes an order for. Nothing of it was decided before @since.
-- @supplier STRING
-- @location STRING
-- @since TIMESTAMP
WITH latest AS (
  SELECT *
  FROM reorders
  WHERE recorded_at >= @since
    AND (@location IS NULL OR location_id = @location)
    AND (@supplier IS NULL OR supplier_id = @supplier)
  QUALIFY ROW_NUMBER() OVER (PARTITION BY reorder_id ORDER BY recorded_at DESC) = 1
),
named AS (
  SELECT supplier_id, name, min_order_amount
  FROM suppliers
  QUALIFY ROW_NUMBER() OVER (PARTITION BY supplier_id ORDER BY recorded_at DESC, load_id DESC) = 1
)
SELECT
  l.supplier_id,
  MAX(n.name) AS supplier_name,
  MAX(n.min_order_amount) AS min_order_amount,
  COUNT(*) AS reorders,
  COUNTIF(l.unit_cost IS NULL) AS without_cost,
  CAST(SUM(CAST(l.quantity * l.unit_cost AS NUMERIC)) AS NUMERIC) AS amount
FROM latest AS l
LEFT JOIN named AS n ON n.supplier_id = l.supplier_id
WHERE l.state IN ('suggested', 'approved')
GROUP BY l.supplier_id
ORDER BY l.supplier_id IS NULL, l.supplier_id
