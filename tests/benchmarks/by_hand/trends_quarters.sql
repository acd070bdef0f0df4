-- Three windows by day: whole days from the rollup; of the last day of each the quarters of an hour that were over, and the
-- moments since.
SELECT local_date, {rollup_sums}
FROM daily_shop_sales
WHERE (local_date >= $first AND local_date < $today)
  OR (local_date >= $previous_first AND local_date < $previous_last)
  OR (local_date >= $year_first AND local_date < $year_day)
GROUP BY local_date;

SELECT local_date, {rollup_sums}
FROM (
  SELECT local_date, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, costed, units, units_refunded, orders
  FROM daily_quarter_sales
  WHERE (local_date = $today AND quarter < floor(epoch($as_of) / 900))
    OR (local_date = $year_day AND quarter < floor(epoch($year_cut) / 900))
    OR (local_date = $previous_last AND quarter < floor(epoch($previous_cut) / 900))
  UNION ALL
  SELECT local_date, gross_sales, discounts, refunds, net_sales, net_sales_with_cost, cost, costed, units, units_refunded, orders
  FROM daily_moment_sales
  WHERE (local_date = $today AND occurred_at >= time_bucket(INTERVAL 15 MINUTE, CAST($as_of AS TIMESTAMPTZ)) AND occurred_at < $as_of)
    OR (local_date = $year_day AND occurred_at >= time_bucket(INTERVAL 15 MINUTE, CAST($year_cut AS TIMESTAMPTZ)) AND occurred_at < $year_cut)
    OR (local_date = $previous_last AND occurred_at >= time_bucket(INTERVAL 15 MINUTE, CAST($previous_cut AS TIMESTAMPTZ)) AND occurred_at < $previous_cut)
)
GROUP BY local_date
