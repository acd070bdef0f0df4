-- What was written of one insight: the latest row of each of its days, also where that was withdrawn.
-- @insight_id STRING
SELECT insight_id, local_date, kind, dimension, subject_id, began_on, status
FROM insights
WHERE insight_id = @insight_id
QUALIFY ROW_NUMBER() OVER (PARTITION BY insight_id, local_date ORDER BY recorded_at DESC, revision DESC) = 1
ORDER BY local_date
