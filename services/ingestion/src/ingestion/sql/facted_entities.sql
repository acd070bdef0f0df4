-- Products, customers, purchase orders and receipts of which a load brought a row and events said something: what events
-- left out may be what that row said.
-- @load_id STRING
SELECT DISTINCT f.kind, f.entity_id
FROM entity_facts AS f
JOIN (
  SELECT 'product' AS kind, product_id AS entity_id FROM products WHERE load_id = @load_id
  UNION ALL
  SELECT 'customer' AS kind, customer_id AS entity_id FROM customers WHERE load_id = @load_id
  UNION ALL
  SELECT 'purchase_order' AS kind, purchase_order_id AS entity_id FROM purchase_orders WHERE load_id = @load_id
  UNION ALL
  SELECT 'receipt' AS kind, receipt_id AS entity_id FROM receipts WHERE load_id = @load_id
) AS t ON t.kind = f.kind AND t.entity_id = f.entity_id
