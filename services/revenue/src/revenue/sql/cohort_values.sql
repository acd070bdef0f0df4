-- What customers have brought until so many days after their first order, by the month of that order. `customers` is the
-- size of the cohort; the amounts are of the days since the first order that lie below `until_days` and not below the mark
-- before it (0 is what lies beyond the last mark). First orders lie from @first_from until @first_to; with @location or
-- @channel, those of customers who ordered there on that day, which lies from @there_from (else 9999-12-31: nothing is
-- read). What was bought counts wherever it was. Whole days come from the rollups, the day of the question from the ledger
-- (lines before @known_until).
-- @basis STRING
-- @today DATE
-- @known_until TIMESTAMP
-- @first_from DATE
-- @first_to DATE
-- @there_from DATE
-- @location STRING
-- @channel STRING
WITH lines AS (
  SELECT
    s.customer_id, IF(@basis = 'order', s.ordered_local_date, s.local_date) AS day, s.location_id, s.channel,
    s.is_order_start, s.net_amount AS net_sales,
    IF(COALESCE(s.unit_cost, c.unit_cost) IS NULL, 0, s.net_amount) AS net_sales_with_cost,
    COALESCE(CAST(s.quantity * COALESCE(s.unit_cost, c.unit_cost) AS NUMERIC), 0) AS cost
  FROM sales AS s
  LEFT JOIN product_costs AS c
    ON s.unit_cost IS NULL AND c.product_id = s.product_id AND c.valid_from <= s.ordered_at AND s.ordered_at < c.valid_to
  WHERE s.local_date = @today
    AND s.occurred_at < @known_until
    AND s.line_type = 'merchandise'
    AND NOT s.is_test
    AND s.customer_id IS NOT NULL
),
there AS (
  SELECT d.customer_id
  FROM daily_customer_sales AS d
  JOIN customer_first_days AS f ON f.customer_id = d.customer_id AND f.first_date = d.local_date
  WHERE d.local_date >= @there_from
    AND d.local_date < @today
    AND d.orders > 0
    AND (@location IS NULL OR d.location_id = @location)
    AND (@channel IS NULL OR d.channel = @channel)
  UNION ALL
  SELECT customer_id
  FROM lines
  WHERE is_order_start
    AND customer_id IN (SELECT customer_id FROM customer_first_days WHERE first_date = @today)
    AND (@location IS NULL OR location_id = @location)
    AND (@channel IS NULL OR channel = @channel)
),
firsts AS (
  SELECT customer_id, first_date, DATE_TRUNC(first_date, MONTH) AS month
  FROM customer_first_days
  WHERE first_date >= @first_from
    AND first_date < @first_to
    AND (first_date < @today
      OR (first_date = @today AND customer_id IN (SELECT customer_id FROM lines WHERE is_order_start)))
    AND ((@location IS NULL AND @channel IS NULL) OR customer_id IN (SELECT customer_id FROM there))
),
sizes AS (
  SELECT month, COUNT(*) AS customers
  FROM firsts
  GROUP BY month
),
brought AS (
  SELECT
    firsts.month,
    CASE
      WHEN DATE_DIFF(bought.day, firsts.first_date, DAY) < 30 THEN 30
      WHEN DATE_DIFF(bought.day, firsts.first_date, DAY) < 60 THEN 60
      WHEN DATE_DIFF(bought.day, firsts.first_date, DAY) < 90 THEN 90
      WHEN DATE_DIFF(bought.day, firsts.first_date, DAY) < 180 THEN 180
      WHEN DATE_DIFF(bought.day, firsts.first_date, DAY) < 360 THEN 360
      ELSE 0 END AS until_days,
    SUM(bought.net_sales) AS net_sales,
    SUM(bought.net_sales_with_cost) AS net_sales_with_cost,
    SUM(bought.cost) AS cost
  FROM (
    SELECT
      customer_id, IF(@basis = 'order', ordered_local_date, local_date) AS day, net_sales, net_sales_with_cost, cost
    FROM daily_customer_sales
    WHERE local_date < @today
    UNION ALL
    SELECT customer_id, day, net_sales, net_sales_with_cost, cost
    FROM lines
  ) AS bought
  JOIN firsts ON firsts.customer_id = bought.customer_id
  GROUP BY month, until_days
)
SELECT
  brought.month, sizes.customers, brought.until_days, brought.net_sales, brought.net_sales_with_cost, brought.cost
FROM brought
JOIN sizes ON sizes.month = brought.month
ORDER BY brought.month, brought.until_days
