-- Exports as they stand, newest first, before the place (@before_at, @before_id) of the page before, at most @row_limit; one by
-- @export_id. `total` counts all of them.
-- @export_id STRING
-- @before_at TIMESTAMP
-- @before_id STRING
-- @row_limit INT64
WITH latest AS (
  SELECT *
  FROM exports
  WHERE @export_id IS NULL OR export_id = @export_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY export_id ORDER BY recorded_at DESC) = 1
),
counted AS (
  SELECT *, COUNT(*) OVER () AS total
  FROM latest
)
SELECT *
FROM counted
WHERE @before_id IS NULL OR requested_at < @before_at OR (requested_at = @before_at AND export_id < @before_id)
ORDER BY requested_at DESC, export_id DESC
LIMIT @row_limit
