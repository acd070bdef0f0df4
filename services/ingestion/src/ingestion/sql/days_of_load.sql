-- Shop days a load has lines on, before it is taken back.
-- @load_id STRING
SELECT DISTINCT local_date
FROM sales
WHERE load_id = @load_id
