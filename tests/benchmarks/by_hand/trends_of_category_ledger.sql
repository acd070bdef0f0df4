-- The same straight from the ledger, in one pass.
SELECT s.local_date, {ledger_sums}, count(DISTINCT (s.order_id, s.location_id, s.channel)) FILTER (s.kind = 'sale') AS orders_with_it
FROM {costed_sales}
WHERE s.product_id IN (SELECT product_id FROM {categories} WHERE category = $category)
  AND ((s.local_date >= $first AND s.local_date < $today)
    OR (s.local_date >= $previous_first AND s.local_date < $previous_last)
    OR (s.local_date >= $year_first AND s.local_date < $year_day))
  AND s.line_type = 'merchandise' AND NOT s.is_test
GROUP BY s.local_date;

SELECT s.local_date, {ledger_sums}, count(DISTINCT s.order_id) FILTER (s.kind = 'sale') AS orders_with_it
FROM {costed_sales}
WHERE s.local_date IN ($today, $previous_last, $year_day)
  AND s.occurred_at < CASE s.local_date WHEN $today THEN $as_of WHEN $previous_last THEN $previous_cut ELSE $year_cut END
  AND s.line_type = 'merchandise' AND NOT s.is_test
  AND s.product_id IN (SELECT product_id FROM {categories} WHERE category = $category)
GROUP BY s.local_date
