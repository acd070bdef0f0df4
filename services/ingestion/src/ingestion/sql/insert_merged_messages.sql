-- Messages that a merge took, in the change that merges them; they were published from a time on.
-- @published_from TIMESTAMP
-- @message_ids ARRAY<STRING>
-- @merged_at TIMESTAMP
INSERT INTO merged_messages (message_id, publish_time, merged_at)
SELECT message_id, MIN(publish_time), @merged_at
FROM raw_facts
WHERE publish_time >= @published_from
  AND message_id IN UNNEST(@message_ids)
GROUP BY message_id
