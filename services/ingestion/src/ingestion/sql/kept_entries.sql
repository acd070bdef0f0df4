-- Lines of merged orders that stay as they are: their days need no new figures.
SELECT s.entry_id
FROM standing_entries AS s
JOIN merged_entries AS m ON m.entry_id = s.entry_id
WHERE m.kind = s.kind
  AND m.order_id = s.order_id
  AND m.line_no IS NOT DISTINCT FROM s.line_no
  AND m.line_type = s.line_type
  AND m.line_type_given = s.line_type_given
  AND m.occurred_at = s.occurred_at
  AND m.local_date = s.local_date
  AND m.ordered_at = s.ordered_at
  AND m.ordered_local_date = s.ordered_local_date
  AND m.ordered_at_given = s.ordered_at_given
  AND m.is_order_start = s.is_order_start
  AND m.customer_id IS NOT DISTINCT FROM s.customer_id
  AND m.product_id IS NOT DISTINCT FROM s.product_id
  AND m.quantity = s.quantity
  AND m.gross_amount = s.gross_amount
  AND m.discount_amount = s.discount_amount
  AND m.net_amount = s.net_amount
  AND m.tax_amount IS NOT DISTINCT FROM s.tax_amount
  AND m.unit_cost IS NOT DISTINCT FROM s.unit_cost
  AND m.currency = s.currency
  AND m.original_amount = s.original_amount
  AND m.fx_rate = s.fx_rate
  AND m.country IS NOT DISTINCT FROM s.country
  AND m.channel IS NOT DISTINCT FROM s.channel
  AND m.location_id IS NOT DISTINCT FROM s.location_id
  AND m.staff_id IS NOT DISTINCT FROM s.staff_id
  AND m.is_test = s.is_test
  AND m.load_id = s.load_id
