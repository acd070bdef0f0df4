-- As top_products.sql, of all products of the shop as of now: nothing is known that happened later, so that whole weeks and
-- the days before and after them, which are all in rollups, tell everything. Names are looked for only for the page.
-- @by STRING
-- @local_from DATE
-- @local_to DATE
-- @weeks_from DATE
-- @weeks_to DATE
-- @after_from DATE
-- @after_to DATE
-- @after_value NUMERIC
-- @after_product STRING
-- @row_limit INT64
WITH sold AS (
  SELECT product_id, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units, units_refunded, orders,
    costed
  FROM daily_product_sales
  WHERE (local_date >= @local_from AND local_date < @local_to) OR (local_date >= @after_from AND local_date < @after_to)
  UNION ALL
  SELECT product_id, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, units, units_refunded, orders,
    costed FROM weekly_product_sales WHERE week_start >= @weeks_from AND week_start < @weeks_to
),
summed AS (
  SELECT product_id, COALESCE(product_id, '') AS tie,
    SUM(gross_sales) AS gross_sales, SUM(discounts) AS discounts, SUM(refunds) AS refunds, SUM(net_sales) AS net_sales,
    SUM(net_sales_with_cost) AS net_sales_with_cost, SUM(cost) AS cost, SUM(units) AS units,
    SUM(units_refunded) AS units_refunded, SUM(orders) AS orders, SUM(costed) AS costed
  FROM sold
  GROUP BY product_id
),
valued AS (
  SELECT *,
    costed = 0 AS is_unknown,
    @by <> 'margin' OR costed > 0 AS is_ranked,
    CASE WHEN @by = 'margin' AND costed > 0 THEN net_sales_with_cost - cost WHEN @by = 'units' THEN units ELSE net_sales END
      AS ranking
  FROM summed
),
placed AS (
  SELECT *,
    @after_product IS NULL OR ranking < @after_value OR (ranking = @after_value AND tie > @after_product) AS is_after,
    ROW_NUMBER() OVER (PARTITION BY is_ranked ORDER BY ranking DESC, tie) AS place,
    ROW_NUMBER() OVER (PARTITION BY is_unknown ORDER BY net_sales DESC, tie) AS unknown_place
  FROM valued
),
totals AS (
  SELECT
    SUM(net_sales) AS total_net_sales,
    SUM(net_sales_with_cost - cost) AS total_margin,
    SUM(units) AS total_units,
    COUNT(*) AS all_products,
    COUNTIF(is_unknown) AS unknown_products,
    SUM(IF(is_unknown, net_sales, 0)) AS unknown_net_sales,
    COUNTIF(is_ranked AND NOT is_after) AS ranked_before
  FROM placed
),
paged AS (
  SELECT placed.*, totals.*,
    is_ranked AND is_after AND place <= ranked_before + @row_limit + 1 AS is_listed,
    is_unknown AND unknown_place <= @row_limit AS is_unknown_shown
  FROM placed
  CROSS JOIN totals
),
shown AS (
  SELECT * FROM paged WHERE is_listed OR is_unknown_shown OR place = 1
),
latest AS (
  SELECT product_id, title, category FROM products WHERE product_id IN (SELECT product_id FROM shown)
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
)
SELECT
  shown.product_id, latest.title, latest.category, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost,
  units, units_refunded, orders, costed, ranking, place, is_ranked, is_listed, is_unknown_shown, total_net_sales,
  total_margin, total_units, all_products, unknown_products, unknown_net_sales
FROM shown
LEFT JOIN latest ON latest.product_id = shown.product_id
ORDER BY is_ranked DESC, place
