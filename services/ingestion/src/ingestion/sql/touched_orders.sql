-- Orders that a load adds lines to and that had lines before: what holds of the load alone may not hold of all.
-- @load_id STRING
SELECT DISTINCT order_id
FROM sales
WHERE load_id <> @load_id AND order_id IN (SELECT order_id FROM new_entries)
