-- The sales of some days by category; orders with several of a category's products count once, which only the ledger tells.
WITH sold AS (
  SELECT product_id, {rollup_sums}
  FROM daily_product_sales
  WHERE local_date >= $first AND local_date < $today
  GROUP BY product_id
  UNION ALL
  SELECT s.product_id, {ledger_sums}
  FROM {costed_sales}
  WHERE s.local_date = $today AND s.occurred_at < $as_of AND s.line_type = 'merchandise' AND NOT s.is_test
  GROUP BY s.product_id
)
SELECT category AS cut, {rollup_sums} FROM sold LEFT JOIN {categories} USING (product_id) GROUP BY category;

SELECT category AS cut, count(DISTINCT (s.order_id, s.local_date, s.location_id, s.channel)) AS orders_with_it
FROM sales AS s LEFT JOIN {categories} USING (product_id)
WHERE s.local_date >= $first AND s.local_date <= $today AND s.occurred_at < $as_of
  AND s.kind = 'sale' AND s.line_type = 'merchandise' AND NOT s.is_test
GROUP BY category
