-- The rewrite of a customer's web events, first half.
-- @customer_id STRING
DELETE FROM web_events
WHERE customer_id = @customer_id
  AND occurred_at >= TIMESTAMP '1970-01-01 00:00:00+00'
