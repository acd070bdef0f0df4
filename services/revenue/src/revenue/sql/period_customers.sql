-- Who placed the orders of some periods: customers new to this shop, customers who had ordered before, orders of guests.
-- A period counts the orders of its whole days (from @from_days until @whole_tos) and of the day it is cut in
-- (@part_days, 0001-01-01 for none) before its @untils. Whole days that were known before @today come from the rollup;
-- what it cannot tell (days a period is cut in, the day of the question, everything when a product or category is asked
-- for) from the ledger. New is who has no order before the period, whatever the filters.
-- @basis STRING
-- @from_days ARRAY<DATE>
-- @whole_tos ARRAY<DATE>
-- @part_days ARRAY<DATE>
-- @untils ARRAY<TIMESTAMP>
-- @today DATE
-- @whole_from DATE
-- @whole_to DATE
-- @ledger_from DATE
-- @local_from DATE
-- @local_to DATE
-- @known_until TIMESTAMP
-- @from_1 DATE
-- @to_1 DATE
-- @from_2 DATE
-- @to_2 DATE
-- @from_3 DATE
-- @to_3 DATE
-- @from_4 DATE
-- @to_4 DATE
-- @location STRING
-- @channel STRING
-- @category STRING
-- @product STRING
WITH periods AS (
  SELECT from_day, whole_to, part_day, until
  FROM UNNEST(@from_days) AS from_day WITH OFFSET AS a
  JOIN UNNEST(@whole_tos) AS whole_to WITH OFFSET AS b ON b = a
  JOIN UNNEST(@part_days) AS part_day WITH OFFSET AS c ON c = a
  JOIN UNNEST(@untils) AS until WITH OFFSET AS d ON d = a
),
orders_of_days AS (
  SELECT IF(@basis = 'order', ordered_local_date, local_date) AS basis_day, customer_id, orders
  FROM daily_customer_sales
  WHERE orders > 0
    AND local_date < @today
    AND IF(@basis = 'order', ordered_local_date, local_date) >= @whole_from
    AND IF(@basis = 'order', ordered_local_date, local_date) < @whole_to
    AND (@location IS NULL OR location_id = @location)
    AND (@channel IS NULL OR channel = @channel)
),
lines AS (
  SELECT
    s.basis_day,
    s.basis_at,
    s.local_date,
    s.customer_id,
    CONCAT(s.order_id, '|', CAST(s.local_date AS STRING), '|', COALESCE(s.location_id, ''), '|',
      COALESCE(s.channel, '')) AS placed_order
  FROM (
    SELECT
      *,
      IF(@basis = 'order', ordered_local_date, local_date) AS basis_day,
      IF(@basis = 'order', ordered_at, occurred_at) AS basis_at
    FROM sales
  ) AS s
  WHERE s.local_date >= @local_from
    AND s.local_date < @local_to
    AND ((s.basis_day >= @from_1 AND s.basis_day < @to_1)
      OR (s.basis_day >= @from_2 AND s.basis_day < @to_2)
      OR (s.basis_day >= @from_3 AND s.basis_day < @to_3)
      OR (s.basis_day >= @from_4 AND s.basis_day < @to_4))
    AND s.occurred_at < @known_until
    AND s.kind = 'sale'
    AND s.line_type = 'merchandise'
    AND NOT s.is_test
    AND (s.is_order_start OR @product IS NOT NULL OR @category IS NOT NULL)
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
placed AS (
  SELECT from_day, until, customer_id, SUM(orders) AS orders
  FROM (
    SELECT p.from_day, p.until, o.customer_id, o.orders
    FROM periods AS p
    JOIN orders_of_days AS o ON o.basis_day >= p.from_day AND o.basis_day < p.whole_to
    UNION ALL
    SELECT p.from_day, p.until, l.customer_id, COUNT(DISTINCT l.placed_order) AS orders
    FROM periods AS p
    JOIN lines AS l
      ON (l.local_date >= @ledger_from AND l.basis_day >= p.from_day AND l.basis_day < p.whole_to)
      OR (l.basis_day = p.part_day AND l.basis_at < p.until)
    GROUP BY p.from_day, p.until, l.customer_id
  ) AS orders_placed
  GROUP BY from_day, until, customer_id
),
firsts AS (
  SELECT customer_id, MIN(IF(@basis = 'order', ordered_local_date, local_date)) AS first_day
  FROM daily_customer_sales
  WHERE orders > 0
    AND local_date < @today
    AND customer_id IN (SELECT customer_id FROM placed)
  GROUP BY customer_id
)
SELECT
  placed.from_day,
  placed.until,
  COUNTIF(placed.customer_id IS NOT NULL AND (firsts.first_day IS NULL OR firsts.first_day >= placed.from_day)) AS new_customers,
  COUNTIF(firsts.first_day < placed.from_day) AS returning_customers,
  SUM(IF(placed.customer_id IS NULL, placed.orders, 0)) AS guest_orders
FROM placed
LEFT JOIN firsts ON firsts.customer_id = placed.customer_id
GROUP BY placed.from_day, placed.until
