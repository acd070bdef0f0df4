-- As current_rollups.sql, from the rollups of parts of days: quarters of an hour that were over and moments since, and who
-- ordered first when.
SELECT local_date, {rollup_sums}
FROM daily_shop_sales
WHERE local_date >= least($month_start, $yesterday) AND local_date < $today
GROUP BY local_date;

SELECT local_date, {rollup_sums}
FROM (
  SELECT local_date, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, costed, units, units_refunded, orders
  FROM daily_quarter_sales
  WHERE (local_date = $today AND quarter < floor(epoch($as_of) / 900))
    OR (local_date = $week_day AND quarter < floor(epoch($week_cut) / 900))
    OR (local_date = $year_day AND quarter < floor(epoch($year_cut) / 900))
  UNION ALL
  SELECT local_date, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, costed, units, units_refunded, orders
  FROM daily_moment_sales
  WHERE (local_date = $today AND occurred_at >= time_bucket(INTERVAL 15 MINUTE, CAST($as_of AS TIMESTAMPTZ)) AND occurred_at < $as_of)
    OR (local_date = $week_day AND occurred_at >= time_bucket(INTERVAL 15 MINUTE, CAST($week_cut AS TIMESTAMPTZ)) AND occurred_at < $week_cut)
    OR (local_date = $year_day AND occurred_at >= time_bucket(INTERVAL 15 MINUTE, CAST($year_cut AS TIMESTAMPTZ)) AND occurred_at < $year_cut)
)
GROUP BY local_date;

SELECT 'day' AS period, local_date, count(*) FILTER (guest_orders = 0) AS customers, sum(guest_orders) AS guest_orders
FROM daily_first_orders
WHERE local_date = $yesterday
  OR (local_date = $today AND first_at < $as_of)
  OR (local_date = $week_day AND first_at < $week_cut)
  OR (local_date = $year_day AND first_at < $year_cut)
GROUP BY local_date
UNION ALL
SELECT 'new', first_date, count(*), NULL
FROM customer_first_days
WHERE first_date = $yesterday
  OR (first_date = $today AND first_at < $as_of)
  OR (first_date = $week_day AND first_at < $week_cut)
  OR (first_date = $year_day AND first_at < $year_cut)
GROUP BY first_date
UNION ALL
SELECT 'month', $month_start, count(*),
  (SELECT sum(orders) FROM daily_guest_sales WHERE local_date >= $month_start AND local_date < $today)
FROM monthly_customers
WHERE month = $month_start AND (first_date < $today OR (first_date = $today AND first_at < $as_of))
UNION ALL
SELECT 'new in month', $month_start, count(*), NULL
FROM customer_first_days
WHERE first_date >= $month_start AND first_date < $today;

SELECT period_start, period_end, net_amount
FROM targets
WHERE scope = 'shop' AND scope_id = '' AND period_start <= $today AND period_end >= $today
QUALIFY row_number() OVER (PARTITION BY period_start, period_end ORDER BY recorded_at DESC) = 1
