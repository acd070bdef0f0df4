-- Orders that a load brought lines of.
-- @load_id STRING
SELECT DISTINCT order_id
FROM sales
WHERE load_id = @load_id
