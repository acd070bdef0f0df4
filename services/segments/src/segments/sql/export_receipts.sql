-- What became of each member of an export, after the place (@after_id, @after_at) of the page before, at most @row_limit. `total`
-- counts all of them.
-- @export_id STRING
-- @after_id STRING
-- @after_at TIMESTAMP
-- @row_limit INT64
WITH counted AS (
  SELECT customer_id, action, reason, sent_at, sent_by, COUNT(*) OVER () AS total
  FROM export_audit
  WHERE export_id = @export_id
)
SELECT *
FROM counted
WHERE @after_id IS NULL OR customer_id > @after_id OR (customer_id = @after_id AND sent_at > @after_at)
ORDER BY customer_id, sent_at
LIMIT @row_limit
