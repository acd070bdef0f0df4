-- What only the ledger can tell of a run of days, per cut (@by channel, location, staff, country, category, or the customer)
-- and `basis_day`: the day of the question, and what happened on it to orders of earlier days, lines before @until; with a
-- product or category by staff, country or customer all of it. All bounds are half-open; a branch that is not needed has
-- empty ones. `orders` counts orders at their first line; with a product, orders that hold it, once on every day and at
-- every place.
-- @by STRING
-- @basis STRING
-- @part_local_from DATE
-- @part_local_to DATE
-- @part_ordered_from DATE
-- @part_ordered_to DATE
-- @late_from DATE
-- @late_to DATE
-- @today DATE
-- @until TIMESTAMP
-- @location STRING
-- @channel STRING
-- @category STRING
-- @product STRING
WITH latest AS (
  SELECT product_id, category
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
lines AS (
  SELECT
    CASE @by WHEN 'staff' THEN s.staff_id WHEN 'country' THEN s.country WHEN 'location' THEN s.location_id
      WHEN 'category' THEN p.category WHEN 'customer' THEN s.customer_id ELSE s.channel END AS cut,
    IF(@basis = 'order', s.ordered_local_date, s.local_date) AS basis_day,
    s.kind = 'refund' AS is_refund,
    s.gross_amount,
    s.discount_amount,
    s.net_amount,
    s.quantity,
    CAST(s.quantity * COALESCE(s.unit_cost, c.unit_cost) AS NUMERIC) AS cost,
    s.is_order_start,
    IF(s.kind = 'sale', CONCAT(s.order_id, '|', CAST(s.local_date AS STRING), '|', COALESCE(s.location_id, ''), '|',
      COALESCE(s.channel, '')), NULL) AS placed_order
  FROM (
    SELECT * FROM sales
    WHERE local_date >= @part_local_from AND local_date < @part_local_to
      AND ordered_local_date >= @part_ordered_from AND ordered_local_date < @part_ordered_to
    UNION ALL
    SELECT * FROM sales
    WHERE local_date = @today AND ordered_local_date >= @late_from AND ordered_local_date < @late_to
  ) AS s
  LEFT JOIN product_costs AS c
    ON s.unit_cost IS NULL AND c.product_id = s.product_id AND c.valid_from <= s.ordered_at AND s.ordered_at < c.valid_to
  LEFT JOIN latest AS p ON p.product_id = s.product_id
  WHERE s.occurred_at < @until
    AND IF(@basis = 'order', s.ordered_at, s.occurred_at) < @until
    AND s.line_type = 'merchandise'
    AND NOT s.is_test
    AND (@location IS NULL OR s.location_id = @location)
    AND (@channel IS NULL OR s.channel = @channel)
    AND (@product IS NULL OR s.product_id = @product)
    AND (@category IS NULL OR p.category = @category)
)
SELECT
  cut,
  basis_day,
  SUM(IF(is_refund, 0, gross_amount)) AS gross_sales,
  SUM(IF(is_refund, 0, discount_amount)) AS discounts,
  SUM(IF(is_refund, -net_amount, 0)) AS refunds,
  SUM(net_amount) AS net_sales,
  SUM(IF(cost IS NULL, 0, net_amount)) AS net_sales_with_cost,
  SUM(COALESCE(cost, 0)) AS cost,
  SUM(quantity) AS units,
  SUM(IF(is_refund, -quantity, 0)) AS units_refunded,
  IF(@product IS NULL, COUNTIF(is_order_start), COUNT(DISTINCT placed_order)) AS orders,
  COUNTIF(cost IS NOT NULL) AS costed
FROM lines
GROUP BY cut, basis_day
