-- The sales of some days by what only the ledger knows: staff or country.
SELECT s.{cut} AS cut, {ledger_sums}, count(DISTINCT s.order_id) FILTER (s.kind = 'sale') AS orders_with_it
FROM {costed_sales}
WHERE s.local_date >= $first AND s.local_date <= $today AND s.occurred_at < $as_of
  AND s.line_type = 'merchandise' AND NOT s.is_test
GROUP BY s.{cut}
