-- A portion of what a batch names, in order, after what was seen: however many there are, few are in memory.
-- @kind STRING
-- @value STRING
-- @row_limit INT64
SELECT kind, value
FROM batch_identities
WHERE kind > @kind OR (kind = @kind AND value > @value)
ORDER BY kind, value
LIMIT @row_limit
