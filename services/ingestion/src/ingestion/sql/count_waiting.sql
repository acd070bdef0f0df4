-- How many messages no merge took yet, and since when the first of them waits.
-- @published_from TIMESTAMP
SELECT COUNT(DISTINCT r.message_id) AS facts, MIN(r.publish_time) AS since
FROM raw_facts AS r
LEFT JOIN (SELECT message_id FROM merged_messages WHERE publish_time >= @published_from) AS m
  ON m.message_id = r.message_id
WHERE r.publish_time >= @published_from AND m.message_id IS NULL
