-- Of every target the latest row: what stands, and what was taken back (without an amount).
SELECT scope, scope_id, period_start, period_end, net_amount
FROM targets
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY scope, scope_id, period_start, period_end ORDER BY recorded_at DESC, load_id DESC) = 1
