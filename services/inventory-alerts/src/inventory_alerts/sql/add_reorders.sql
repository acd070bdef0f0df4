-- Decisions about reorders, from the staged `decided_reorders`.
INSERT INTO reorders (
  reorder_id, recorded_at, state, product_id, location_id, supplier_id, suggested_quantity, quantity, received_quantity,
  unit_cost, lead_time_days, lead_time_from, suggested_at, changed_at, order_by, expected_at, purchase_order_id, alert_id,
  decided_by, note, evidence, run_id, delivery)
SELECT
  reorder_id, recorded_at, state, product_id, location_id, supplier_id, suggested_quantity, quantity, received_quantity,
  unit_cost, lead_time_days, lead_time_from, suggested_at, changed_at, order_by, expected_at, purchase_order_id, alert_id,
  decided_by, note, evidence, run_id, delivery
FROM decided_reorders
