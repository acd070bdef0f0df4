-- The sales of some days by channel or location.
WITH sold AS (
  SELECT {cut} AS cut, {rollup_sums}
  FROM daily_shop_sales
  WHERE local_date >= $first AND local_date < $today
  GROUP BY cut
  UNION ALL
  SELECT s.{cut} AS cut, {ledger_sums}
  FROM {costed_sales}
  WHERE s.local_date = $today AND s.occurred_at < $as_of AND s.line_type = 'merchandise' AND NOT s.is_test
  GROUP BY s.{cut}
)
SELECT cut, {rollup_sums} FROM sold GROUP BY cut
