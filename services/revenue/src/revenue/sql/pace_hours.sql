-- The shares of a weekday's hours (1 is Monday), in their order.
-- @generation_id STRING
-- @weekday INT64
SELECT hour, share
FROM hour_profile
WHERE generation_id = @generation_id AND weekday = @weekday
ORDER BY hour
