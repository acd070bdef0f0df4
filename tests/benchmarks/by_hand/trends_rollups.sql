-- Three windows by day: whole days from the rollup, the last day of each up to the same time from the ledger.
SELECT local_date, {rollup_sums}
FROM daily_shop_sales
WHERE (local_date >= $first AND local_date < $today)
  OR (local_date >= $previous_first AND local_date < $previous_last)
  OR (local_date >= $year_first AND local_date < $year_day)
GROUP BY local_date;

SELECT s.local_date, {ledger_sums}
FROM {costed_sales}
WHERE s.local_date IN ($today, $previous_last, $year_day)
  AND s.occurred_at < CASE s.local_date WHEN $today THEN $as_of WHEN $previous_last THEN $previous_cut ELSE $year_cut END
  AND s.line_type = 'merchandise' AND NOT s.is_test
GROUP BY s.local_date
