-- Who has an affinity, in byte order of their ids: those after @after, at most @row_limit; with @only_some, of those in @some.
-- @generation_id STRING
-- @affinity_id STRING
-- @after STRING
-- @only_some BOOL
-- @some ARRAY<STRING>
-- @row_limit INT64
SELECT customer_id
FROM affinity_members
WHERE generation_id = @generation_id
  AND affinity_id = @affinity_id
  AND (@after IS NULL OR customer_id > @after)
  AND (NOT @only_some OR customer_id IN (SELECT asked FROM UNNEST(@some) AS asked))
ORDER BY customer_id
LIMIT @row_limit
