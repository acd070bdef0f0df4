-- Month to date and yesterday from whole days; today, last week's and last year's day up to the same time from the ledger;
-- who is new in each of these; the month's target.
SELECT local_date, {rollup_sums}
FROM daily_shop_sales
WHERE local_date >= least($month_start, $yesterday) AND local_date < $today
GROUP BY local_date;

SELECT s.local_date, {ledger_sums}
FROM {costed_sales}
WHERE s.local_date IN ($today, $week_day, $year_day)
  AND s.occurred_at < CASE s.local_date WHEN $today THEN $as_of WHEN $week_day THEN $week_cut ELSE $year_cut END
  AND s.line_type = 'merchandise' AND NOT s.is_test
GROUP BY s.local_date;

WITH placed AS (
  SELECT 'month' AS period, customer_id, sum(orders) AS orders
  FROM daily_customer_sales
  WHERE local_date >= $month_start AND local_date < $today AND orders > 0
  GROUP BY customer_id
  UNION ALL
  SELECT 'yesterday', customer_id, sum(orders)
  FROM daily_customer_sales
  WHERE local_date = $yesterday AND orders > 0
  GROUP BY customer_id
  UNION ALL
  SELECT unnest(['today', 'month']), customer_id, count(*)
  FROM sales
  WHERE local_date = $today AND occurred_at < $as_of AND is_order_start
  GROUP BY customer_id
  UNION ALL
  SELECT 'week', customer_id, count(*)
  FROM sales
  WHERE local_date = $week_day AND occurred_at < $week_cut AND is_order_start
  GROUP BY customer_id
  UNION ALL
  SELECT 'year', customer_id, count(*)
  FROM sales
  WHERE local_date = $year_day AND occurred_at < $year_cut AND is_order_start
  GROUP BY customer_id
), merged AS (
  SELECT period, customer_id, sum(orders) AS orders FROM placed GROUP BY ALL
), firsts AS (
  SELECT customer_id, min(local_date) AS first_day
  FROM daily_customer_sales
  WHERE orders > 0 AND local_date < $today AND customer_id IN (SELECT customer_id FROM merged)
  GROUP BY customer_id
), starts AS (
  SELECT unnest(['today', 'week', 'year', 'yesterday', 'month']) AS period,
    unnest([$today, $week_day, $year_day, $yesterday, $month_start]) AS start
)
SELECT period,
  count(*) FILTER (merged.customer_id IS NOT NULL AND (first_day IS NULL OR first_day >= start)) AS new_customers,
  count(*) FILTER (first_day < start) AS returning_customers,
  sum(orders) FILTER (merged.customer_id IS NULL) AS guest_orders
FROM merged JOIN starts USING (period) LEFT JOIN firsts USING (customer_id)
GROUP BY period;

SELECT period_start, period_end, net_amount
FROM targets
WHERE scope = 'shop' AND scope_id = '' AND period_start <= $today AND period_end >= $today
QUALIFY row_number() OVER (PARTITION BY period_start, period_end ORDER BY recorded_at DESC) = 1
