-- What became of forecasts about stock (not of facts, which are right) that were due from @from_day to @to_day (inclusive)
-- and told to people: how many by outcome and by what is at stake, the money at stake, what of it was expected to be lost,
-- and the variance of that.
-- @from_day DATE
-- @to_day DATE
SELECT
  outcome,
  money_kind,
  COUNT(*) AS alerts,
  COUNTIF(money_at_stake IS NULL) AS without_money,
  SUM(CAST(money_at_stake AS FLOAT64)) AS at_stake,
  SUM(probability * CAST(money_at_stake AS FLOAT64)) AS expected,
  SUM(probability * (1 - probability) * CAST(money_at_stake AS FLOAT64) * CAST(money_at_stake AS FLOAT64)) AS variance
FROM (
  SELECT kind, outcome, money_kind, money_at_stake, probability, was_pushed
  FROM alert_outcomes
  WHERE due_on >= @from_day AND due_on <= @to_day
  QUALIFY ROW_NUMBER() OVER (PARTITION BY outcome_id ORDER BY scored_at DESC) = 1
) AS latest
WHERE was_pushed
  AND kind NOT IN ('stock_out', 'dead_stock')
  AND outcome IN ('came_true', 'did_not', 'intervention')
GROUP BY outcome, money_kind
ORDER BY outcome, money_kind
