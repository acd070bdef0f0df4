-- The same straight from the ledger.
SELECT s.local_date, {ledger_sums}
FROM {costed_sales}
WHERE ((s.local_date >= $first AND s.local_date < $today)
    OR (s.local_date >= $previous_first AND s.local_date < $previous_last)
    OR (s.local_date >= $year_first AND s.local_date < $year_day))
  AND s.line_type = 'merchandise' AND NOT s.is_test
GROUP BY s.local_date;

SELECT s.local_date, {ledger_sums}
FROM {costed_sales}
WHERE s.local_date IN ($today, $previous_last, $year_day)
  AND s.occurred_at < CASE s.local_date WHEN $today THEN $as_of WHEN $previous_last THEN $previous_cut ELSE $year_cut END
  AND s.line_type = 'merchandise' AND NOT s.is_test
GROUP BY s.local_date
