-- Facts that could not be merged, newest first, after one of them: a page.
-- @before_recorded_at TIMESTAMP
-- @before_event_id STRING
-- @row_limit INT64
SELECT recorded_at, source, event_id, event_type, entity_id, reason, detail, load_id
FROM set_aside_facts
WHERE recorded_at < @before_recorded_at OR (recorded_at = @before_recorded_at AND event_id < @before_event_id)
ORDER BY recorded_at DESC, event_id DESC
LIMIT @row_limit
