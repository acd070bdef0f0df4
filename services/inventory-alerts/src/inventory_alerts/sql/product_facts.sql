-- What is known of each product that is no gift card and no bundle: names, price, cost, how it is ordered, and what the shop
-- said itself, which wins. `lead_time_from` names where the lead time is from. Prices paid are of the last 7 days and of the
-- 56 before them, by the unit, before tax and after discounts.
-- @today DATE
-- @known_until TIMESTAMP
-- @lead_time_days INT64
-- @week_from DATE
-- @weeks_from DATE
WITH latest AS (
  SELECT *
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
said AS (
  SELECT product_id, lead_time_days, pack_size, min_order_quantity, never_alert
  FROM product_settings
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC) = 1
),
supplied AS (
  SELECT supplier_id, lead_time_days
  FROM suppliers
  QUALIFY ROW_NUMBER() OVER (PARTITION BY supplier_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
paid AS (
  SELECT
    product_id,
    SUM(IF(local_date >= @week_from, gross_sales - discounts, 0)) AS week_amount,
    SUM(IF(local_date >= @week_from, units + units_refunded, 0)) AS week_units,
    SUM(IF(local_date < @week_from, gross_sales - discounts, 0)) AS weeks_amount,
    SUM(IF(local_date < @week_from, units + units_refunded, 0)) AS weeks_units
  FROM daily_product_sales
  WHERE local_date >= @weeks_from
    AND local_date < @today
    AND product_id IS NOT NULL
  GROUP BY product_id
),
known AS (
  SELECT product_id FROM latest
  UNION DISTINCT
  SELECT product_id FROM paid
  UNION DISTINCT
  SELECT product_id FROM stock_counts
)
SELECT
  k.product_id,
  p.title,
  p.sku,
  p.category,
  p.supplier_id,
  p.price,
  c.unit_cost,
  COALESCE(s.lead_time_days, p.lead_time_days, u.lead_time_days, @lead_time_days) AS lead_time_days,
  CASE
    WHEN s.lead_time_days IS NOT NULL THEN 'setting'
    WHEN p.lead_time_days IS NOT NULL THEN 'product'
    WHEN u.lead_time_days IS NOT NULL THEN 'supplier'
    ELSE 'shop_default'
  END AS lead_time_from,
  CAST(COALESCE(s.pack_size, p.pack_size) AS FLOAT64) AS pack_size,
  CAST(COALESCE(s.min_order_quantity, p.min_order_quantity) AS FLOAT64) AS min_order_quantity,
  COALESCE(s.never_alert, FALSE) AS never_alert,
  COALESCE(p.active, TRUE) AS active,
  p.created_at,
  CAST(paid.week_amount AS FLOAT64) AS week_amount,
  CAST(paid.week_units AS FLOAT64) AS week_units,
  CAST(paid.weeks_amount AS FLOAT64) AS weeks_amount,
  CAST(paid.weeks_units AS FLOAT64) AS weeks_units
FROM known AS k
LEFT JOIN latest AS p ON p.product_id = k.product_id
LEFT JOIN said AS s ON s.product_id = k.product_id
LEFT JOIN supplied AS u ON u.supplier_id = p.supplier_id
LEFT JOIN paid ON paid.product_id = k.product_id
LEFT JOIN product_costs AS c
  ON c.product_id = k.product_id AND c.valid_from < @known_until AND c.valid_to >= @known_until
WHERE NOT COALESCE(p.is_gift_card, FALSE)
  AND k.product_id NOT IN (SELECT product_id FROM product_components)
