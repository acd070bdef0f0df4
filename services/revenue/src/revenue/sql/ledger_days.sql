-- What the ledger holds for days that no rollup can tell: by the day it happened or by the day of the order, the lines of up
-- to three runs of days before an instant each, that happened before @known_until. Bounds of both days are half-open; the one
-- that does not matter is left open, and a run that is not needed is empty. Each run has a scan of its own, so that either
-- engine skips the days between them. An order counts at its first line.
-- @basis STRING
-- @known_until TIMESTAMP
-- @local_from_1 DATE
-- @local_to_1 DATE
-- @ordered_from_1 DATE
-- @ordered_to_1 DATE
-- @until_1 TIMESTAMP
-- @local_from_2 DATE
-- @local_to_2 DATE
-- @ordered_from_2 DATE
-- @ordered_to_2 DATE
-- @until_2 TIMESTAMP
-- @local_from_3 DATE
-- @local_to_3 DATE
-- @ordered_from_3 DATE
-- @ordered_to_3 DATE
-- @until_3 TIMESTAMP
-- @location STRING
-- @channel STRING
-- @category STRING
-- @product STRING
WITH asked AS (
  SELECT *
  FROM sales
  WHERE local_date >= @local_from_1 AND local_date < @local_to_1
    AND ordered_local_date >= @ordered_from_1 AND ordered_local_date < @ordered_to_1
    AND IF(@basis = 'order', ordered_at, occurred_at) < @until_1
  UNION ALL
  SELECT *
  FROM sales
  WHERE local_date >= @local_from_2 AND local_date < @local_to_2
    AND ordered_local_date >= @ordered_from_2 AND ordered_local_date < @ordered_to_2
    AND IF(@basis = 'order', ordered_at, occurred_at) < @until_2
  UNION ALL
  SELECT *
  FROM sales
  WHERE local_date >= @local_from_3 AND local_date < @local_to_3
    AND ordered_local_date >= @ordered_from_3 AND ordered_local_date < @ordered_to_3
    AND IF(@basis = 'order', ordered_at, occurred_at) < @until_3
),
lines AS (
  SELECT
    IF(@basis = 'order', s.ordered_local_date, s.local_date) AS basis_day,
    s.kind = 'refund' AS is_refund,
    s.gross_amount,
    s.discount_amount,
    s.net_amount,
    s.quantity,
    CAST(s.quantity * COALESCE(s.unit_cost, c.unit_cost) AS NUMERIC) AS cost,
    s.is_order_start
  FROM asked AS s
  LEFT JOIN product_costs AS c
    ON s.unit_cost IS NULL AND c.product_id = s.product_id AND c.valid_from <= s.ordered_at AND s.ordered_at < c.valid_to
  WHERE s.occurred_at < @known_until
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
)
SELECT
  basis_day,
  SUM(IF(is_refund, 0, gross_amount)) AS gross_sales,
  SUM(IF(is_refund, 0, discount_amount)) AS discounts,
  SUM(IF(is_refund, -net_amount, 0)) AS refunds,
  SUM(net_amount) AS net_sales,
  SUM(IF(cost IS NULL, 0, net_amount)) AS net_sales_with_cost,
  SUM(COALESCE(cost, 0)) AS cost,
  SUM(quantity) AS units,
  SUM(IF(is_refund, -quantity, 0)) AS units_refunded,
  COUNTIF(is_order_start) AS orders,
  COUNTIF(cost IS NOT NULL) AS costed
FROM lines
GROUP BY basis_day
