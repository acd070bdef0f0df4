-- The rewrite of an order's own rows by its facts, second half.
INSERT INTO sales (
  entry_id, kind, order_id, line_no, line_type, line_type_given, occurred_at, local_date, ordered_at,
  ordered_local_date, ordered_at_given, is_order_start, customer_id, product_id, quantity, gross_amount,
  discount_amount, net_amount, tax_amount, unit_cost, currency, original_amount, fx_rate, country, channel,
  location_id, staff_id, is_test, load_id
)
SELECT
  entry_id, kind, order_id, line_no, line_type, line_type_given, occurred_at, local_date, ordered_at,
  ordered_local_date, ordered_at_given, is_order_start, customer_id, product_id, quantity, gross_amount,
  discount_amount, net_amount, tax_amount, unit_cost, currency, original_amount, fx_rate, country, channel,
  location_id, staff_id, is_test, load_id
FROM fresh_entries
