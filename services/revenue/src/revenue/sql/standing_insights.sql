-- What was written of insights on some shop days until a moment, the latest of each; also what was withdrawn. Bounds of
-- days are half-open.
-- @known_until TIMESTAMP
-- @from_day DATE
-- @to_day DATE
SELECT
  insight_id,
  local_date,
  kind,
  dimension,
  subject_id,
  began_on,
  status,
  revision,
  revised_because,
  body,
  outcome,
  recorded_at
FROM insights
WHERE local_date >= @from_day
  AND local_date < @to_day
  AND recorded_at <= @known_until
QUALIFY ROW_NUMBER() OVER (PARTITION BY insight_id, local_date ORDER BY recorded_at DESC, revision DESC) = 1
ORDER BY local_date, insight_id
