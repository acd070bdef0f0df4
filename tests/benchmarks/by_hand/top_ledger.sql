-- The same straight from the ledger.
WITH merged AS (
  SELECT s.product_id, {ledger_sums}
  FROM {costed_sales}
  WHERE s.local_date >= $first AND s.local_date <= $today AND s.occurred_at < $as_of
    AND s.line_type = 'merchandise' AND NOT s.is_test
  GROUP BY s.product_id
)
SELECT merged.*, category, net_sales_with_cost - cost AS margin, sum(net_sales) OVER () AS all_net_sales
FROM merged LEFT JOIN {categories} USING (product_id)
ORDER BY {ranked_by} DESC
LIMIT 100
