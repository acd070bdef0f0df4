-- The target whose days hold a day: of those that stand (the latest row of each, unless it takes the target back) the
-- one for the fewest days.
-- @scope STRING
-- @scope_id STRING
-- @day DATE
SELECT latest.period_start, latest.period_end, latest.net_amount
FROM (
  SELECT period_start, period_end, net_amount
  FROM targets
  WHERE scope = @scope
    AND scope_id = @scope_id
    AND period_start <= @day
    AND period_end >= @day
  QUALIFY ROW_NUMBER() OVER (PARTITION BY period_start, period_end ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
WHERE latest.net_amount IS NOT NULL
ORDER BY DATE_DIFF(latest.period_end, latest.period_start, DAY), latest.period_start DESC
LIMIT 1
