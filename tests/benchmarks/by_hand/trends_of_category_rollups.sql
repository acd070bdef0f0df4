-- Three windows by day of one category; an order with two of its products counts once, which only the ledger can tell.
SELECT local_date, {rollup_sums}
FROM daily_product_sales
WHERE product_id IN (SELECT product_id FROM {categories} WHERE category = $category)
  AND ((local_date >= $first AND local_date < $today)
    OR (local_date >= $previous_first AND local_date < $previous_last)
    OR (local_date >= $year_first AND local_date < $year_day))
GROUP BY local_date;

SELECT local_date, count(DISTINCT (order_id, location_id, channel)) AS orders_with_it
FROM sales
WHERE product_id IN (SELECT product_id FROM {categories} WHERE category = $category)
  AND ((local_date >= $first AND local_date < $today)
    OR (local_date >= $previous_first AND local_date < $previous_last)
    OR (local_date >= $year_first AND local_date < $year_day))
  AND kind = 'sale' AND line_type = 'merchandise' AND NOT is_test
GROUP BY local_date;

SELECT s.local_date, {ledger_sums}, count(DISTINCT s.order_id) FILTER (s.kind = 'sale') AS orders_with_it
FROM {costed_sales}
WHERE s.local_date IN ($today, $previous_last, $year_day)
  AND s.occurred_at < CASE s.local_date WHEN $today THEN $as_of WHEN $previous_last THEN $previous_cut ELSE $year_cut END
  AND s.line_type = 'merchandise' AND NOT s.is_test
  AND s.product_id IN (SELECT product_id FROM {categories} WHERE category = $category)
GROUP BY s.local_date
