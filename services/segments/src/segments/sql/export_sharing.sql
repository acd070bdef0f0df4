-- Who carries the mark of a group at a target under what one of some customers was known by there: these, and whoever shares
-- an address with them.
-- @target STRING
-- @group_id STRING
-- @ids ARRAY<STRING>
-- @first_id STRING
-- @last_id STRING
SELECT customer_id, reference
FROM (
  SELECT customer_id, reference, state
  FROM target_members
  WHERE target = @target AND group_id = @group_id AND customer_id IN (
    SELECT customer_id
    FROM target_members
    WHERE target = @target AND group_id = @group_id AND reference IN (
      SELECT reference
      FROM target_members
      WHERE target = @target AND group_id = @group_id AND customer_id BETWEEN @first_id AND @last_id
        AND customer_id IN (SELECT asked FROM UNNEST(@ids) AS asked)
    )
  )
  QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC) = 1
) AS latest
WHERE state = 'present' AND reference IS NOT NULL
ORDER BY customer_id
