-- Products whose cost, or the time it holds for, differs from what the rollups were made with.
SELECT DISTINCT COALESCE(n.product_id, o.product_id) AS product_id
FROM current_product_costs AS n
FULL JOIN product_costs AS o
  ON o.product_id = n.product_id AND o.valid_from = n.valid_from AND o.valid_to = n.valid_to AND o.unit_cost = n.unit_cost
WHERE n.product_id IS NULL OR o.product_id IS NULL
