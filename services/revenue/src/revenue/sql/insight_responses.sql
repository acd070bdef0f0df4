-- What people had said of insights by a moment, the latest word on each; also what was taken back.
-- @known_until TIMESTAMP
SELECT insight_id, topic, is_on, kind, dimension, subject_id, began_on, note, acted_on, recorded_at
FROM insight_responses
WHERE recorded_at <= @known_until
QUALIFY ROW_NUMBER() OVER (PARTITION BY insight_id, topic ORDER BY recorded_at DESC) = 1
ORDER BY recorded_at DESC, insight_id, topic
