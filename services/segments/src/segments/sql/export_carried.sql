-- What customers are known by at a target, and the groups whose mark they carry there: one row per customer and group.
-- @target STRING
-- @ids ARRAY<STRING>
-- @first_id STRING
-- @last_id STRING
SELECT customer_id, group_id, state, reference, recorded_at
FROM target_members
WHERE target = @target AND customer_id BETWEEN @first_id AND @last_id AND customer_id IN (SELECT asked FROM UNNEST(@ids) AS asked)
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id, group_id ORDER BY recorded_at DESC) = 1
ORDER BY customer_id, recorded_at, group_id
