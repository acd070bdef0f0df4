-- The targets that stand: of each the latest row, unless that takes it back. With @scope those of one scope, with
-- @scope_id of one place, person or channel; whose days lie wholly within @from_day and @to_day, both inclusive.
-- @scope STRING
-- @scope_id STRING
-- @from_day DATE
-- @to_day DATE
SELECT latest.scope, latest.scope_id, latest.period_start, latest.period_end, latest.net_amount
FROM (
  SELECT scope, scope_id, period_start, period_end, net_amount
  FROM targets
  WHERE (@scope IS NULL OR scope = @scope)
    AND (@scope_id IS NULL OR scope_id = @scope_id)
    AND period_start >= @from_day
    AND period_end <= @to_day
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY scope, scope_id, period_start, period_end ORDER BY recorded_at DESC, load_id DESC) = 1
) AS latest
WHERE latest.net_amount IS NOT NULL
ORDER BY latest.scope, latest.scope_id, latest.period_start, latest.period_end
