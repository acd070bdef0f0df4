-- The latest decision about each reorder that is suggested, approved or ordered, and about each that was closed at
-- @closed_since or later: what a run has to know. Nothing of it was decided before @since.
-- @since TIMESTAMP
-- @closed_since TIMESTAMP
SELECT *
FROM (
  SELECT *
  FROM reorders
  WHERE recorded_at >= @since
  QUALIFY ROW_NUMBER() OVER (PARTITION BY reorder_id ORDER BY recorded_at DESC) = 1
) AS latest
WHERE state IN ('suggested', 'approved', 'ordered')
  OR changed_at >= @closed_since
ORDER BY reorder_id
