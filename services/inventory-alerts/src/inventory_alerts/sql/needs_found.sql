-- What a run would order.
-- @generation_id STRING
SELECT
  product_id, location_id, supplier_id, quantity, unit_cost, affordable, lead_time_days, lead_time_from, order_by, evidence
FROM reorder_needs
WHERE generation_id = @generation_id
ORDER BY product_id, location_id
