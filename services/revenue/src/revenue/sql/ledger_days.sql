-- What the ledger holds for days that no rollup can tell: by the day it happened or by the day of the order, lines of up to
-- three runs of days (half-open), of each those before its @until on the basis, that happened from @local_from until
-- @local_to and before @known_until. A run that is not needed is empty. An order counts at its first line.
-- @basis STRING
-- @local_from DATE
-- @local_to DATE
-- @known_until TIMESTAMP
-- @from_1 DATE
-- @to_1 DATE
-- @until_1 TIMESTAMP
-- @from_2 DATE
-- @to_2 DATE
-- @until_2 TIMESTAMP
-- @from_3 DATE
-- @to_3 DATE
-- @until_3 TIMESTAMP
-- @location STRING
-- @channel STRING
-- @category STRING
-- @product STRING
WITH lines AS (
  SELECT
    s.basis_day,
    s.kind = 'refund' AS is_refund,
    s.gross_amount,
    s.discount_amount,
    s.net_amount,
    s.quantity,
    CAST(s.quantity * COALESCE(s.unit_cost, c.unit_cost) AS NUMERIC) AS cost,
    s.is_order_start
  FROM (
    SELECT
      *,
      IF(@basis = 'order', ordered_local_date, local_date) AS basis_day,
      IF(@basis = 'order', ordered_at, occurred_at) AS basis_at
    FROM sales
  ) AS s
  LEFT JOIN product_costs AS c
    ON s.unit_cost IS NULL AND c.product_id = s.product_id AND c.valid_from <= s.ordered_at AND s.ordered_at < c.valid_to
  WHERE s.local_date >= @local_from
    AND s.local_date < @local_to
    AND ((s.basis_day >= @from_1 AND s.basis_day < @to_1)
      OR (s.basis_day >= @from_2 AND s.basis_day < @to_2)
      OR (s.basis_day >= @from_3 AND s.basis_day < @to_3))
    AND s.basis_at < CASE
      WHEN s.basis_day >= @from_1 AND s.basis_day < @to_1 THEN @until_1
      WHEN s.basis_day >= @from_2 AND s.basis_day < @to_2 THEN @until_2
      ELSE @until_3 END
    AND s.occurred_at < @known_until
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
