-- Three windows by day of one product.
SELECT local_date, {rollup_sums}
FROM daily_product_sales
WHERE product_id = $product
  AND ((local_date >= $first AND local_date < $today)
    OR (local_date >= $previous_first AND local_date < $previous_last)
    OR (local_date >= $year_first AND local_date < $year_day))
GROUP BY local_date;

SELECT s.local_date, {ledger_sums}, count(DISTINCT s.order_id) FILTER (s.kind = 'sale') AS orders_with_it
FROM {costed_sales}
WHERE s.local_date IN ($today, $previous_last, $year_day)
  AND s.occurred_at < CASE s.local_date WHEN $today THEN $as_of WHEN $previous_last THEN $previous_cut ELSE $year_cut END
  AND s.line_type = 'merchandise' AND NOT s.is_test AND s.product_id = $product
GROUP BY s.local_date
