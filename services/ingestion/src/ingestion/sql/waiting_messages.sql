-- Messages that a subscription wrote and no merge took yet, first published first. One that was delivered twice stands
-- twice under one id; only messages published from a time on are looked at. What they say is asked for by messages.sql: it is
-- a hundred times as much, and most looks find that nothing or little waits.
-- @published_from TIMESTAMP
-- @row_limit INT64
SELECT r.message_id, MIN(r.publish_time) AS publish_time
FROM raw_facts AS r
LEFT JOIN (SELECT message_id FROM merged_messages WHERE publish_time >= @published_from) AS m
  ON m.message_id = r.message_id
WHERE r.publish_time >= @published_from AND m.message_id IS NULL
GROUP BY r.message_id
ORDER BY publish_time, message_id
LIMIT @row_limit
