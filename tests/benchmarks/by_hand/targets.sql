-- The targets that stand and begin on a day or later.
SELECT scope, scope_id, period_start, period_end, net_amount
FROM targets
WHERE period_start >= $day
QUALIFY row_number() OVER (PARTITION BY scope, scope_id, period_start, period_end ORDER BY recorded_at DESC, load_id DESC) = 1
ORDER BY scope, scope_id, period_start
