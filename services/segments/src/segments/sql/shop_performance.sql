-- What the whole shop sold from @from_day to @to_day (inclusive), guests too, and to how many customers: as group_performance.
-- @from_day DATE
-- @to_day DATE
-- @by_order BOOL
WITH purchasers AS (
  SELECT customer_id
  FROM daily_customer_sales
  WHERE customer_id IS NOT NULL
    AND orders > 0
    AND local_date >= @from_day
    AND (@by_order OR local_date <= @to_day)
    AND (NOT @by_order OR (ordered_local_date >= @from_day AND ordered_local_date <= @to_day))
  GROUP BY customer_id
),
counted AS (
  SELECT
    COUNTIF(p.customer_id IS NOT NULL) AS purchasers,
    COUNTIF(f.first_date < @from_day) AS repeaters,
    COUNTIF(f.first_date < @from_day AND p.customer_id IS NOT NULL) AS returned
  FROM customer_first_days AS f
  FULL JOIN purchasers AS p ON p.customer_id = f.customer_id
),
sold AS (
  SELECT
    CAST(SUM(orders) AS INT64) AS orders,
    SUM(gross_sales) AS gross_sales,
    SUM(discounts) AS discounts,
    SUM(net_sales) AS net_sales,
    SUM(net_sales_with_cost) AS net_sales_with_cost,
    SUM(cost) AS cost,
    CAST(SUM(costed) AS INT64) AS costed
  FROM daily_shop_sales
  WHERE local_date >= @from_day
    AND (@by_order OR local_date <= @to_day)
    AND (NOT @by_order OR (ordered_local_date >= @from_day AND ordered_local_date <= @to_day))
)
SELECT
  c.purchasers, c.repeaters, c.returned,
  s.orders, s.gross_sales, s.discounts, s.net_sales, s.net_sales_with_cost, s.cost, s.costed
FROM sold AS s
CROSS JOIN counted AS c
