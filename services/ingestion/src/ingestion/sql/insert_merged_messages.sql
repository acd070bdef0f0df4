-- Messages that a merge took, in the change that merges them.
-- @message_ids ARRAY<STRING>
-- @merged_at TIMESTAMP
INSERT INTO merged_messages (message_id, publish_time, merged_at)
SELECT message_id, MIN(publish_time), @merged_at
FROM raw_facts
WHERE message_id IN UNNEST(@message_ids)
GROUP BY message_id
