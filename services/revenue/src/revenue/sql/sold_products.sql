-- What was sold of each product in a run of days, by basis, beside its name and what one unit of it costs at @moment. Whole
-- days come from the rollup, the day of the question from the ledger (lines before @known_until). Bounds are half-open; the
-- axis that does not matter is left wide open. A product that is known but was not sold comes with nulls.
-- @local_from DATE
-- @local_to DATE
-- @ordered_from DATE
-- @ordered_to DATE
-- @today DATE
-- @known_until TIMESTAMP
-- @moment TIMESTAMP
-- @location STRING
-- @category STRING
-- @product STRING
WITH latest AS (
  SELECT product_id, title, category
  FROM products
  QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY recorded_at DESC, load_id DESC) = 1
),
named AS (
  SELECT latest.product_id, latest.title, latest.category, c.unit_cost
  FROM latest
  LEFT JOIN product_costs AS c
    ON c.product_id = latest.product_id AND c.valid_from <= @moment AND @moment < c.valid_to
),
sold AS (
  SELECT product_id, SUM(units) AS units, SUM(net_sales) AS net_sales, SUM(net_sales_with_cost) AS net_sales_with_cost,
    SUM(cost) AS cost, SUM(costed) AS costed
  FROM (
    SELECT product_id, location_id, units, net_sales, net_sales_with_cost, cost, costed
    FROM daily_product_sales
    WHERE local_date >= @local_from
      AND local_date < @local_to
      AND local_date < @today
      AND ordered_local_date >= @ordered_from
      AND ordered_local_date < @ordered_to
    UNION ALL
    SELECT
      s.product_id, s.location_id, s.quantity, s.net_amount,
      IF(COALESCE(s.unit_cost, c.unit_cost) IS NULL, 0, s.net_amount),
      COALESCE(CAST(s.quantity * COALESCE(s.unit_cost, c.unit_cost) AS NUMERIC), 0),
      IF(COALESCE(s.unit_cost, c.unit_cost) IS NULL, 0, 1)
    FROM sales AS s
    LEFT JOIN product_costs AS c
      ON s.unit_cost IS NULL AND c.product_id = s.product_id AND c.valid_from <= s.ordered_at
        AND s.ordered_at < c.valid_to
    WHERE s.local_date = @today
      AND s.local_date >= @local_from
      AND s.local_date < @local_to
      AND s.ordered_local_date >= @ordered_from
      AND s.ordered_local_date < @ordered_to
      AND s.occurred_at < @known_until
      AND s.line_type = 'merchandise'
      AND NOT s.is_test
  ) AS lines
  WHERE @location IS NULL OR location_id = @location
  GROUP BY product_id
)
SELECT
  COALESCE(named.product_id, sold.product_id) AS product_id, named.title, named.category, named.unit_cost,
  sold.units, sold.net_sales, sold.net_sales_with_cost, sold.cost, sold.costed
FROM named
FULL JOIN sold ON sold.product_id = named.product_id
WHERE (@product IS NULL OR named.product_id = @product OR sold.product_id = @product)
  AND (@category IS NULL OR named.category = @category)
