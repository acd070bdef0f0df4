-- Who stands how at a target for a group, of customers after @after in byte order, at most @row_limit; until @until where that
-- is said, and only what one export made so where that is. Who is absent is left out.
-- @target STRING
-- @group_id STRING
-- @after STRING
-- @until STRING
-- @made_by STRING
-- @row_limit INT64
SELECT customer_id, state, since
FROM (
  SELECT customer_id, state, since, export_id
  FROM target_members
  WHERE target = @target AND group_id = @group_id AND customer_id > @after AND (@until IS NULL OR customer_id <= @until)
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC) = 1
) AS latest
WHERE state <> 'absent' AND (@made_by IS NULL OR (export_id = @made_by AND state = 'present'))
ORDER BY customer_id
LIMIT @row_limit
