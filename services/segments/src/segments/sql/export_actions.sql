-- What exports did with members from @from_at until @to_at (exclusive), by action and reason: how many members, over how many
-- exports.
-- @from_at TIMESTAMP
-- @to_at TIMESTAMP
SELECT action, reason, COUNT(*) AS members, COUNT(DISTINCT export_id) AS exports
FROM export_audit
WHERE sent_at >= @from_at AND sent_at < @to_at
GROUP BY action, reason
ORDER BY action, reason
