-- Every decision about a reorder, oldest first.
-- @reorder_id STRING
SELECT *
FROM reorders
WHERE reorder_id = @reorder_id
ORDER BY recorded_at
