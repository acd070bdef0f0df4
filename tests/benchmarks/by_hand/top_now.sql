-- As top_weeks.sql, as of now: nothing later is known, so today is in the rollup too.
WITH sold AS (
  SELECT product_id, {rollup_sums}
  FROM daily_product_sales
  WHERE local_date >= $first AND local_date < CAST(date_trunc('week', CAST($first AS DATE) + 6) AS DATE)
  GROUP BY product_id
  UNION ALL
  SELECT product_id, {rollup_sums}
  FROM weekly_product_sales
  WHERE week_start >= CAST(date_trunc('week', CAST($first AS DATE) + 6) AS DATE)
    AND week_start < CAST(date_trunc('week', CAST($today AS DATE)) AS DATE)
  GROUP BY product_id
  UNION ALL
  SELECT product_id, {rollup_sums}
  FROM daily_product_sales
  WHERE local_date >= CAST(date_trunc('week', CAST($today AS DATE)) AS DATE) AND local_date <= $today
  GROUP BY product_id
), merged AS (
  SELECT product_id, {rollup_sums} FROM sold GROUP BY product_id
)
SELECT merged.*, category, net_sales_with_cost - cost AS margin, sum(net_sales) OVER () AS all_net_sales
FROM merged LEFT JOIN {categories} USING (product_id)
ORDER BY {ranked_by} DESC
LIMIT 100
