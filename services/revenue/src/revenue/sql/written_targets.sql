-- When each target was written last, of those written at @since or later, also where it was taken back.
-- @since TIMESTAMP
SELECT scope, scope_id, period_start, period_end, MAX(recorded_at) AS recorded_at
FROM targets
WHERE recorded_at >= @since
GROUP BY scope, scope_id, period_start, period_end
