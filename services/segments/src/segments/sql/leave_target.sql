-- Of everybody who is known at a target, that nothing is known of them there any more, since @at; who is held out stays held out.
-- Of two rows of one key the later counts, so each is later than the one before.
-- @target STRING
-- @export_id STRING
-- @at TIMESTAMP
INSERT INTO target_members (target, group_id, customer_id, state, reference, reason, since, export_id, recorded_at)
SELECT
  target,
  group_id,
  customer_id,
  IF(state = 'held_out', state, 'absent'),
  CAST(NULL AS STRING),
  CAST(NULL AS STRING),
  @at,
  @export_id,
  GREATEST(@at, TIMESTAMP_ADD(recorded_at, INTERVAL 1 MICROSECOND))
FROM (
  SELECT target, group_id, customer_id, state, reference, recorded_at
  FROM target_members
  WHERE target = @target
  QUALIFY ROW_NUMBER() OVER (PARTITION BY group_id, customer_id ORDER BY recorded_at DESC) = 1
) AS latest
WHERE state IN ('present', 'refused') OR reference IS NOT NULL
