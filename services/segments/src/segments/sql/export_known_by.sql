-- Who is known to a target by a reference now, and which groups' marks they were given: one row per customer and group. The
-- last reference that was told of a customer counts.
-- @target STRING
-- @reference STRING
SELECT customer_id, group_id, state
FROM target_members
WHERE target = @target AND customer_id IN (
  SELECT customer_id
  FROM (
    SELECT customer_id, reference
    FROM target_members
    WHERE target = @target AND reference IS NOT NULL AND customer_id IN (
      SELECT customer_id FROM target_members WHERE target = @target AND reference = @reference
    )
    QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC) = 1
  ) AS latest
  WHERE reference = @reference
)
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id, group_id ORDER BY recorded_at DESC) = 1
ORDER BY customer_id, group_id
