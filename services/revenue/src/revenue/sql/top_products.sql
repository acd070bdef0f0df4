-- Products by what they earned in a run of days, the greatest first: one page of them and, beside it, those whose margin
-- is unknown. Whole weeks and the whole days before and after them come from rollups; the day of the question, and what
-- happened on it to orders of earlier days, from the ledger (lines before @until). All bounds are half-open; a branch that
-- is not needed has empty ones. Weeks know no place and no day of the order: with either, days are asked for alone. A row
-- with is_listed is on the page (@row_limit and one more, to see whether it goes on); one with is_unknown_shown is among
-- the greatest @row_limit by net sales of those without a known cost. The first row of all comes along for its totals.
-- @by STRING
-- @basis STRING
-- @local_from DATE
-- @local_to DATE
-- @weeks_from DATE
-- @weeks_to DATE
-- @after_from DATE
-- @after_to DATE
-- @ordered_from DATE
-- @ordered_to DATE
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
-- @after_value NUMERIC
-- @after_product STRING
-- @row_limit INT64
WITH latest AS (
  SELECT product_id, title, category FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
lines AS (
  SELECT s.*, CAST(s.quantity * COALESCE(s.unit_cost, c.unit_cost) AS NUMERIC) AS line_cost
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
  WHERE s.occurred_at < @until AND IF(@basis = 'order', s.ordered_at, s.occurred_at) < @until
    AND s.line_type = 'merchandise' AND NOT s.is_test
    AND (@location IS NULL OR s.location_id = @location) AND (@channel IS NULL OR s.channel = @channel)
),
sold AS (
  SELECT product_id, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units, units_refunded, orders,
    costed
  FROM daily_product_sales
  WHERE local_date >= @local_from AND local_date < @local_to
    AND ordered_local_date >= @ordered_from AND ordered_local_date < @ordered_to
    AND (@location IS NULL OR location_id = @location) AND (@channel IS NULL OR channel = @channel)
  UNION ALL
  SELECT product_id, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units, units_refunded, orders,
    costed FROM daily_product_sales WHERE local_date >= @after_from AND local_date < @after_to
  UNION ALL
  SELECT product_id, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units, units_refunded, orders,
    costed FROM weekly_product_sales WHERE week_start >= @weeks_from AND week_start < @weeks_to
  UNION ALL
  SELECT product_id, IF(kind = 'refund', 0, gross_amount), IF(kind = 'refund', 0, discount_amount),
    IF(kind = 'refund', -net_amount, 0), net_amount, IF(line_cost IS NULL, 0, net_amount), COALESCE(line_cost, 0), quantity,
    IF(kind = 'refund', -quantity, 0), 0, IF(line_cost IS NULL, 0, 1)
  FROM lines
  UNION ALL
  SELECT product_id, 0, 0, 0, 0, 0, 0, 0, 0, COUNT(*), 0
  FROM (SELECT DISTINCT product_id, order_id, local_date, location_id, channel FROM lines WHERE kind = 'sale') AS placed_orders
  GROUP BY product_id
),
summed AS (
  SELECT product_id, COALESCE(product_id, '') AS tie,
    SUM(gross_sales) AS gross_sales, SUM(discounts) AS discounts, SUM(refunds) AS refunds, SUM(net_sales) AS net_sales,
    SUM(net_sales_with_cost) AS net_sales_with_cost, SUM(cost) AS cost, SUM(units) AS units,
    SUM(units_refunded) AS units_refunded, SUM(orders) AS orders, SUM(costed) AS costed
  FROM sold
  WHERE @product IS NULL OR product_id = @product
  GROUP BY product_id
),
valued AS (
  SELECT summed.*, latest.title, latest.category,
    costed = 0 AS is_unknown,
    @by <> 'margin' OR costed > 0 AS is_ranked,
    CASE WHEN @by = 'margin' AND costed > 0 THEN net_sales_with_cost - cost WHEN @by = 'units' THEN units ELSE net_sales END
      AS ranking
  FROM summed
  LEFT JOIN latest ON latest.product_id = summed.product_id
  WHERE @category IS NULL OR latest.category = @category
),
placed AS (
  SELECT *,
    @after_product IS NULL OR ranking < @after_value OR (ranking = @after_value AND tie > @after_product) AS is_after,
    ROW_NUMBER() OVER (PARTITION BY is_ranked ORDER BY ranking DESC, tie) AS place,
    ROW_NUMBER() OVER (PARTITION BY is_unknown ORDER BY net_sales DESC, tie) AS unknown_place,
    SUM(net_sales) OVER () AS total_net_sales,
    SUM(net_sales_with_cost - cost) OVER () AS total_margin,
    SUM(units) OVER () AS total_units,
    COUNT(*) OVER () AS all_products,
    SUM(IF(is_unknown, 1, 0)) OVER () AS unknown_products,
    SUM(IF(is_unknown, net_sales, 0)) OVER () AS unknown_net_sales
  FROM valued
),
paged AS (
  SELECT *,
    is_ranked AND is_after
      AND ROW_NUMBER() OVER (PARTITION BY is_ranked, is_after ORDER BY place) <= @row_limit + 1 AS is_listed,
    is_unknown AND unknown_place <= @row_limit AS is_unknown_shown
  FROM placed
)
SELECT
  product_id, title, category, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units, units_refunded,
  orders, costed, ranking, place, is_ranked, is_listed, is_unknown_shown, total_net_sales, total_margin, total_units,
  all_products, unknown_products, unknown_net_sales
FROM paged
WHERE is_listed OR is_unknown_shown OR place = 1
ORDER BY is_ranked DESC, place
