-- What was suggested to order after @after and until @until, oldest first: what is to be published.
-- @after TIMESTAMP
-- @until TIMESTAMP
SELECT *
FROM reorders
WHERE recorded_at > @after
  AND recorded_at <= @until
  AND state = 'suggested'
  AND decided_by = 'run'
ORDER BY recorded_at, reorder_id
