-- Customer ids of a segment or of those who carry a tag, in byte order, those after one of them: a page. Only some of
-- them with @only_some. An id of a tag has letters, digits and hyphens alone, so nothing in it means more to LIKE.
-- @generation_id STRING
-- @segment_id STRING
-- @tag STRING
-- @after STRING
-- @only_some BOOL
-- @some ARRAY<STRING>
-- @row_limit INT64
SELECT customer_id
FROM segment_customers
WHERE generation_id = @generation_id
  AND (@segment_id IS NULL OR segment_id = @segment_id)
  AND (@tag IS NULL OR CONCAT(',', tags, ',') LIKE CONCAT('%,', @tag, ',%'))
  AND (@after IS NULL OR customer_id > @after)
  AND (NOT @only_some OR customer_id IN (SELECT asked FROM UNNEST(@some) AS asked))
ORDER BY customer_id
LIMIT @row_limit
