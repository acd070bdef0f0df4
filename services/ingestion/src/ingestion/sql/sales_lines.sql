-- The lines of some shop days that count as sales, with the figures each adds: what the rollups sum up.
-- @first_date DATE
-- @last_date DATE
-- @days ARRAY<DATE>
SELECT
  s.local_date,
  s.ordered_local_date,
  s.occurred_at,
  s.order_id,
  s.product_id,
  s.customer_id,
  s.location_id,
  s.channel,
  s.staff_id,
  s.country,
  IF(s.kind = 'refund', 0, s.gross_amount) AS gross_sales,
  IF(s.kind = 'refund', 0, s.discount_amount) AS discounts,
  IF(s.kind = 'refund', -s.net_amount, 0) AS refunds,
  s.net_amount AS net_sales,
  IF(COALESCE(s.unit_cost, c.unit_cost) IS NULL, 0, s.net_amount) AS net_sales_with_cost,
  COALESCE(CAST(s.quantity * COALESCE(s.unit_cost, c.unit_cost) AS NUMERIC), 0) AS cost,
  COALESCE(s.unit_cost, c.unit_cost) IS NOT NULL AS is_costed,
  s.quantity AS units,
  IF(s.kind = 'refund', -s.quantity, 0) AS units_refunded,
  s.kind = 'sale' AS is_sale,
  s.is_order_start
FROM sales AS s
LEFT JOIN product_costs AS c
  ON s.unit_cost IS NULL AND c.product_id = s.product_id AND c.valid_from <= s.ordered_at AND s.ordered_at < c.valid_to
WHERE s.local_date BETWEEN @first_date AND @last_date
  AND s.local_date IN UNNEST(@days)
  AND s.line_type = 'merchandise'
  AND NOT s.is_test
