-- Reorders as they stand, by supplier (the unknown one last), then by the day to order by (none last): at most @row_limit after
-- the place (@after_supplier, @after_due, @after_id) of the page before. @state NULL is what is suggested, approved or ordered,
-- 'all' every state. `total` counts what fits on all pages. What was decided before @since is not looked at, where it is given.
-- @forecasts STRING
-- @reorder_id STRING
-- @state STRING
-- @supplier STRING
-- @location STRING
-- @product STRING
-- @since TIMESTAMP
-- @after_supplier STRING
-- @after_due STRING
-- @after_id STRING
-- @row_limit INT64
WITH latest AS (
  SELECT *
  FROM reorders
  WHERE (@since IS NULL OR recorded_at >= @since)
    AND (@reorder_id IS NULL OR reorder_id = @reorder_id)
    AND (@product IS NULL OR product_id = @product)
    AND (@location IS NULL OR location_id = @location)
    AND (@supplier IS NULL OR supplier_id = @supplier)
  QUALIFY ROW_NUMBER() OVER (PARTITION BY reorder_id ORDER BY recorded_at DESC) = 1
),
named AS (
  SELECT supplier_id, name, min_order_amount
  FROM suppliers
  QUALIFY ROW_NUMBER() OVER (PARTITION BY supplier_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
fitting AS (
  SELECT
    l.reorder_id, l.state, l.product_id, l.location_id, l.supplier_id, l.suggested_quantity, l.quantity, l.received_quantity,
    l.unit_cost, l.lead_time_days, l.lead_time_from, l.suggested_at, l.changed_at, l.order_by, l.purchase_order_id,
    l.alert_id, l.note, l.evidence, p.title, p.sku, p.category, n.name AS supplier_name,
    IF(l.supplier_id IS NULL, '1', CONCAT('0', l.supplier_id)) AS supplier_place,
    COALESCE(CAST(l.order_by AS STRING), '9999-12-31') AS due_place
  FROM latest AS l
  LEFT JOIN product_forecasts AS p
    ON p.generation_id = @forecasts AND p.product_id = l.product_id AND p.location_id = l.location_id
  LEFT JOIN named AS n ON n.supplier_id = l.supplier_id
  WHERE @state = 'all' OR l.state = @state OR (@state IS NULL AND l.state IN ('suggested', 'approved', 'ordered'))
),
counted AS (
  SELECT *, COUNT(*) OVER () AS total
  FROM fitting
)
SELECT *
FROM counted
WHERE @after_id IS NULL
  OR supplier_place > @after_supplier
  OR (supplier_place = @after_supplier AND due_place > @after_due)
  OR (supplier_place = @after_supplier AND due_place = @after_due AND reorder_id > @after_id)
ORDER BY supplier_place, due_place, reorder_id
LIMIT @row_limit
