-- When something was recorded last of a group at a target; null where nothing was.
-- @target STRING
-- @group_id STRING
SELECT MAX(recorded_at) AS recorded_at
FROM target_members
WHERE target = @target AND group_id = @group_id
