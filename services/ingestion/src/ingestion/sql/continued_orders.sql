-- Orders that had lines from an earlier load and get more now: the file may hold a part of them only.
-- @load_id STRING
SELECT COUNT(DISTINCT order_id) AS orders
FROM sales
WHERE load_id <> @load_id AND order_id IN (SELECT order_id FROM new_entries)
