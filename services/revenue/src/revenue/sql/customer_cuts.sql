-- Sales of a run of days to customers who were new to this shop, to those who had ordered before, to guests, and to
-- customers of whom no order is known (a refund whose order was never loaded). New is who has no order before @from_day,
-- whatever the filters. Whole days come from the rollup, the rest (with a product or category everything) from the ledger,
-- as in ledger_cuts.sql. Bounds are half-open; a branch that is not needed has empty ones.
-- @basis STRING
-- @from_day DATE
-- @local_from DATE
-- @local_to DATE
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
WITH lines AS (
  SELECT
    s.*,
    CAST(s.quantity * COALESCE(s.unit_cost, c.unit_cost) AS NUMERIC) AS cost,
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
  WHERE s.occurred_at < @until
    AND IF(@basis = 'order', s.ordered_at, s.occurred_at) < @until
    AND s.line_type = 'merchandise'
    AND NOT s.is_test
    AND (@location IS NULL OR s.location_id = @location)
    AND (@channel IS NULL OR s.channel = @channel)
    AND (@product IS NULL OR s.product_id = @product)
    AND (@category IS NULL OR s.product_id IN (
      SELECT latest.product_id
      FROM (
        SELECT product_id, category
        FROM products
        QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
      ) AS latest
      WHERE latest.category = @category
    ))
),
bought AS (
  SELECT customer_id, SUM(gross_sales) AS gross_sales, SUM(discounts) AS discounts, SUM(refunds) AS refunds,
    SUM(net_sales) AS net_sales, SUM(net_sales_with_cost) AS net_sales_with_cost, SUM(cost) AS cost, SUM(units) AS units,
    SUM(units_refunded) AS units_refunded, SUM(orders) AS orders, SUM(costed) AS costed
  FROM daily_customer_sales
  WHERE local_date >= @local_from AND local_date < @local_to
    AND ordered_local_date >= @ordered_from AND ordered_local_date < @ordered_to
    AND (@location IS NULL OR location_id = @location)
    AND (@channel IS NULL OR channel = @channel)
  GROUP BY customer_id
  UNION ALL
  SELECT customer_id, SUM(IF(kind = 'refund', 0, gross_amount)), SUM(IF(kind = 'refund', 0, discount_amount)),
    SUM(IF(kind = 'refund', -net_amount, 0)), SUM(net_amount), SUM(IF(cost IS NULL, 0, net_amount)),
    SUM(COALESCE(cost, 0)), SUM(quantity), SUM(IF(kind = 'refund', -quantity, 0)),
    IF(@product IS NULL, COUNTIF(is_order_start), COUNT(DISTINCT placed_order)), COUNTIF(cost IS NOT NULL)
  FROM lines
  GROUP BY customer_id
),
firsts AS (
  SELECT customer_id, MIN(basis_day) AS first_day
  FROM (
    SELECT customer_id, first_date AS basis_day
    FROM customer_first_days
    WHERE @basis = 'accounting' AND first_date < @today
    UNION ALL
    SELECT customer_id, ordered_local_date AS basis_day
    FROM daily_customer_sales
    WHERE @basis = 'order' AND orders > 0 AND local_date < @today
    UNION ALL
    SELECT customer_id, IF(@basis = 'order', ordered_local_date, local_date) AS basis_day
    FROM sales
    WHERE local_date = @today AND occurred_at < @until AND is_order_start
  ) AS ordered
  WHERE customer_id IN (SELECT customer_id FROM bought)
  GROUP BY customer_id
)
SELECT
  CASE WHEN bought.customer_id IS NULL THEN 'guest' WHEN firsts.first_day IS NULL THEN 'no_order'
    WHEN firsts.first_day < @from_day THEN 'returning' ELSE 'new' END AS cut,
  SUM(bought.gross_sales) AS gross_sales,
  SUM(bought.discounts) AS discounts,
  SUM(bought.refunds) AS refunds,
  SUM(bought.net_sales) AS net_sales,
  SUM(bought.net_sales_with_cost) AS net_sales_with_cost,
  SUM(bought.cost) AS cost,
  SUM(bought.units) AS units,
  SUM(bought.units_refunded) AS units_refunded,
  SUM(bought.orders) AS orders,
  SUM(bought.costed) AS costed
FROM bought
LEFT JOIN firsts ON firsts.customer_id = bought.customer_id
GROUP BY cut
