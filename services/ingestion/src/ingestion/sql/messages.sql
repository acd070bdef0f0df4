-- What messages say that were published between two moments; each once, however often it was delivered.
-- @message_ids ARRAY<STRING>
-- @first_at TIMESTAMP
-- @last_at TIMESTAMP
SELECT message_id, publish_time, data
FROM raw_facts
WHERE publish_time BETWEEN @first_at AND @last_at
  AND message_id IN UNNEST(@message_ids)
QUALIFY ROW_NUMBER() OVER (PARTITION BY message_id ORDER BY publish_time) = 1
