-- Who placed the orders of some periods: customers new to this shop, customers who had ordered before, orders of guests.
-- A period counts the orders of its whole days (from @from_days until @whole_tos) and of the day it is cut in (@part_days,
-- 0001-01-01 for none) before its @untils. Whole days known before @today come from the rollup, the rest (cut days, today, all
-- of a product or category) from the ledger. New is who has no order before the period, whatever the filters.
-- @basis STRING
-- @from_days ARRAY<DATE>
-- @whole_tos ARRAY<DATE>
-- @part_days ARRAY<DATE>
-- @untils ARRAY<TIMESTAMP>
-- @today DATE
-- @whole_from DATE
-- @whole_to DATE
-- @ledger_from DATE
-- @known_until TIMESTAMP
-- @local_from_1 DATE
-- @local_to_1 DATE
-- @ordered_from_1 DATE
-- @ordered_to_1 DATE
-- @local_from_2 DATE
-- @local_to_2 DATE
-- @ordered_from_2 DATE
-- @ordered_to_2 DATE
-- @local_from_3 DATE
-- @local_to_3 DATE
-- @ordered_from_3 DATE
-- @ordered_to_3 DATE
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
    IF(@basis = 'order', s.ordered_local_date, s.local_date) AS basis_day,
    IF(@basis = 'order', s.ordered_at, s.occurred_at) AS basis_at,
    s.local_date,
    s.customer_id,
    CONCAT(s.order_id, '|', CAST(s.local_date AS STRING), '|', COALESCE(s.location_id, ''), '|',
      COALESCE(s.channel, '')) AS placed_order
  FROM (
    SELECT * FROM sales WHERE local_date >= @local_from_1 AND local_date < @local_to_1
      AND ordered_local_date >= @ordered_from_1 AND ordered_local_date < @ordered_to_1
    UNION ALL
    SELECT * FROM sales WHERE local_date >= @local_from_2 AND local_date < @local_to_2
      AND ordered_local_date >= @ordered_from_2 AND ordered_local_date < @ordered_to_2
    UNION ALL
    SELECT * FROM sales WHERE local_date >= @local_from_3 AND local_date < @local_to_3
      AND ordered_local_date >= @ordered_from_3 AND ordered_local_date < @ordered_to_3
  ) AS s
  WHERE s.occurred_at < @known_until
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
        SELECT product_id, category FROM products
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
  SELECT customer_id, first_date AS first_day
  FROM customer_first_days
  WHERE @basis = 'accounting' AND customer_id IN (SELECT customer_id FROM placed)
  UNION ALL
  SELECT customer_id, MIN(ordered_local_date) AS first_day
  FROM daily_customer_sales
  WHERE @basis = 'order'
    AND orders > 0
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
