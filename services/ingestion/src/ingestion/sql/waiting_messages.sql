-- Messages that a subscription wrote and no merge took yet, first published first. One that was delivered twice stands
-- twice under one id; only messages published from a time on are looked at.
-- @published_from TIMESTAMP
-- @row_limit INT64
SELECT r.message_id, r.publish_time, r.data
FROM raw_facts AS r
LEFT JOIN (SELECT message_id FROM merged_messages WHERE publish_time >= @published_from) AS m
  ON m.message_id = r.message_id
WHERE r.publish_time >= @published_from AND m.message_id IS NULL
QUALIFY ROW_NUMBER() OVER (PARTITION BY r.message_id ORDER BY r.publish_time) = 1
ORDER BY r.publish_time, r.message_id
LIMIT @row_limit
