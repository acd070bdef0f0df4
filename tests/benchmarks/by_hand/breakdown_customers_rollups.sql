-- The sales of some days by new and returning customers: new is whose first order ever is in them.
WITH sold AS (
  SELECT customer_id, {rollup_sums}
  FROM daily_customer_sales
  WHERE local_date >= $first AND local_date < $today
  GROUP BY customer_id
  UNION ALL
  SELECT s.customer_id, {ledger_sums}
  FROM {costed_sales}
  WHERE s.local_date = $today AND s.occurred_at < $as_of AND s.line_type = 'merchandise' AND NOT s.is_test
  GROUP BY s.customer_id
), firsts AS (
  SELECT customer_id, min(local_date) AS first_day
  FROM daily_customer_sales
  WHERE orders > 0 AND local_date < $today AND customer_id IN (SELECT customer_id FROM sold)
  GROUP BY customer_id
)
SELECT CASE WHEN sold.customer_id IS NULL THEN 'guest' WHEN first_day < $first THEN 'returning' ELSE 'new' END AS cut,
  {rollup_sums}
FROM sold LEFT JOIN firsts USING (customer_id)
GROUP BY cut
