-- Ledger lines that Shopify's exports brought, in the order of their identity, after one of them: a page. ';' follows ':'.
-- @after STRING
-- @row_limit INT64
SELECT
  entry_id, kind, order_id, line_no, line_type_given AS line_type, occurred_at, ordered_at, customer_id, product_id,
  quantity, gross_amount, discount_amount, net_amount, tax_amount, unit_cost, currency, original_amount, fx_rate,
  country, channel, location_id, staff_id, is_test
FROM sales
WHERE entry_id > @after AND entry_id < 'shopify;'
ORDER BY entry_id
LIMIT @row_limit
